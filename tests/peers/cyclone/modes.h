#pragma once
#include "bus.h"

extern const struct mode client_mode, server_mode, model_sender_mode, model_receiver_mode;
