// amlip-peer: an independent peer for the interoperability tests. README.md tells the modes, commands and events.
#include <iostream>

#include "client.hpp"
#include "models.hpp"
#include "server.hpp"
#include "watchers.hpp"

namespace {

std::unique_ptr<peer::Mode> make(const peer::Options& options)
{
    if (options.mode == "client") return std::make_unique<peer::Client>(options);
    if (options.mode == "server") return std::make_unique<peer::Server>(options);
    if (options.mode == "status-writer") return std::make_unique<peer::StatusWriter>(options);
    if (options.mode == "status-reader") return std::make_unique<peer::StatusReader>(options);
    if (options.mode == "model-sender") return std::make_unique<peer::ModelSender>(options);
    if (options.mode == "model-receiver") return std::make_unique<peer::ModelReceiver>(options);
    if (options.mode == "dump") return std::make_unique<peer::Dump>(options);
    if (options.mode == "discover") return std::make_unique<peer::Discover>(options);
    throw std::invalid_argument("the mode is client, server, status-writer, status-reader, model-sender, model-receiver, dump or discover, not " + options.mode);
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        make(peer::Options::parse(argc, argv))->run();
        std::cout.flush();
        std::_Exit(0); // the thread that reads stdin may still stand in its read
    }
    catch (const std::invalid_argument& error)
    {
        std::cerr << "amlip-peer: " << error.what() << "\n";
        return 2;
    }
    catch (const std::exception& error)
    {
        std::cerr << "amlip-peer: " << error.what() << "\n";
        return 1;
    }
}
