# Calls the build program; ./build.ps1 help lists its targets.
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not ((dotnet --list-sdks) -match '^10\.')) {
    Write-Error "The .NET 10 SDK is needed and was not found on the PATH. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again."
    exit 2
}
dotnet run --file (Join-Path $PSScriptRoot 'build.cs') -- @args
exit $LASTEXITCODE
