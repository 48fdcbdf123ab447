#pragma once
#include "bus.h"

extern const struct mode client_mode, server_mode;
