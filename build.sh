#!/bin/sh
# Calls the build program; ./build.sh help lists its targets.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "build.sh: the .NET 10 SDK is needed and was not found on the PATH." >&2
    echo "Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again." >&2
    exit 2
fi
exec dotnet run --file "$here/build.cs" -- "$@"
