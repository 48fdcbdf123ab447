/* Loads AmlIpNet into a C or C++ program: finds libhostfxr beside the `dotnet` program, starts the .NET runtime, and fills the table of
 * functions of amlipnet.h. For POSIX systems; link with -ldl where the C library asks for it. Include it in one source file.
 *
 *   amlip_api api;
 *   const char *trouble = amlip_load(&api, "src/AmlIpNet.Native/bin/Release/net10.0");
 *   if (trouble) { fprintf(stderr, "%s\n", trouble); return 1; }
 */
#ifndef AMLIPNET_LOAD_H
#define AMLIPNET_LOAD_H

#include "amlipnet.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __APPLE__
#define AMLIP_HOSTFXR "libhostfxr.dylib"
#else
#define AMLIP_HOSTFXR "libhostfxr.so"
#endif

#define AMLIP_PATH_BYTES 4096

/* Opens the newest libhostfxr under a folder of .NET, or gives NULL. */
static void *amlip_open_hostfxr(const char *root)
{
    char folder[AMLIP_PATH_BYTES], best[AMLIP_PATH_BYTES] = "", path[3 * AMLIP_PATH_BYTES];
    int best_version[3] = {-1, -1, -1};
    snprintf(folder, sizeof folder, "%s/host/fxr", root);
    DIR *versions = opendir(folder);
    if (!versions) return NULL;
    for (struct dirent *one = readdir(versions); one; one = readdir(versions)) {
        int v[3] = {0, 0, 0};
        if (sscanf(one->d_name, "%d.%d.%d", &v[0], &v[1], &v[2]) != 3) continue;
        int newer = v[0] != best_version[0] ? v[0] > best_version[0] : v[1] != best_version[1] ? v[1] > best_version[1] : v[2] >= best_version[2];
        if (!newer) continue;
        memcpy(best_version, v, sizeof v);
        snprintf(best, sizeof best, "%s", one->d_name);
    }
    closedir(versions);
    if (!best[0]) return NULL;
    snprintf(path, sizeof path, "%s/%s/%s", folder, best, AMLIP_HOSTFXR);
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/* DOTNET_ROOT, the folder of `dotnet` on the PATH, the usual places. */
static void *amlip_find_hostfxr(void)
{
    static const char *const usual[] = {"/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet"};
    const char *named = getenv("DOTNET_ROOT");
    void *found = named && *named ? amlip_open_hostfxr(named) : NULL;
    for (const char *folder = getenv("PATH"); !found && folder && *folder;) {
        size_t length = strcspn(folder, ":");
        char program[AMLIP_PATH_BYTES], *real, *slash;
        snprintf(program, sizeof program, "%.*s/dotnet", (int)length, folder);
        if ((real = realpath(program, NULL)) != NULL) {
            if ((slash = strrchr(real, '/')) != NULL) *slash = 0;
            found = amlip_open_hostfxr(real);
            free(real);
        }
        folder += length + (folder[length] == ':');
    }
    for (size_t i = 0; !found && i < sizeof usual / sizeof *usual; i++) found = amlip_open_hostfxr(usual[i]);
    return found;
}

/* Fills the table. home is the folder of AmlIpNet.Native.dll; NULL takes it from the environment variable AMLIPNET_HOME.
 * Gives NULL, or what went wrong, in memory that stays. May be called again; not from two threads at once. */
static const char *amlip_load(amlip_api *api, const char *home)
{
    typedef int32_t (*initialize_fn)(const char *, const void *, void **);
    typedef int32_t (*get_delegate_fn)(void *, int32_t, void **);
    typedef int32_t (*close_fn)(void *);
    typedef int32_t (*load_fn)(const char *, const char *, const char *, const char *, void *, void **);
    static char trouble[2 * AMLIP_PATH_BYTES];
    char path[AMLIP_PATH_BYTES];
    void *context = NULL, *load = NULL, *entry = NULL;
    int32_t result;

    if (!home || !*home) home = getenv("AMLIPNET_HOME");
    if (!home || !*home) return "Set AMLIPNET_HOME to the folder of AmlIpNet.Native.dll, or name it in the call.";
    void *fxr = amlip_find_hostfxr();
    if (!fxr) return "The .NET runtime was not found: install the .NET 10 runtime, or set DOTNET_ROOT to the folder of the dotnet program.";
    initialize_fn initialize = (initialize_fn)dlsym(fxr, "hostfxr_initialize_for_runtime_config");
    get_delegate_fn get_delegate = (get_delegate_fn)dlsym(fxr, "hostfxr_get_runtime_delegate");
    close_fn end = (close_fn)dlsym(fxr, "hostfxr_close");
    if (!initialize || !get_delegate || !end) return "libhostfxr lacks the hosting functions: install the .NET 10 runtime.";

    snprintf(path, sizeof path, "%s/AmlIpNet.Native.runtimeconfig.json", home);
    result = initialize(path, NULL, &context); /* 1 and 2: the runtime runs already */
    if (result >= 0 && result <= 2) result = get_delegate(context, 5 /* load_assembly_and_get_function_pointer */, &load);
    if (context) end(context);
    if (result != 0 || !load) {
        snprintf(trouble, sizeof trouble, "The .NET runtime did not start for %s (0x%08x): is the file there, and the .NET 10 runtime installed?", path, (unsigned)result);
        return trouble;
    }

    snprintf(path, sizeof path, "%s/AmlIpNet.Native.dll", home);
    result = ((load_fn)load)(path, "AmlIpNet.Native.Exports, AmlIpNet.Native", "GetApi", (const char *)-1 /* UNMANAGEDCALLERSONLY_METHOD */, NULL, &entry);
    if (result != 0 || !entry) {
        snprintf(trouble, sizeof trouble, "%s could not be loaded (0x%08x): are all files of its folder there?", path, (unsigned)result);
        return trouble;
    }

    memset(api, 0, sizeof *api);
    api->size = sizeof *api;
    result = ((amlip_get_api_fn)entry)(api);
    if (result != AMLIP_OK || api->version < AMLIP_VERSION || api->size < sizeof *api) return "AmlIpNet.Native.dll is older than this header: use both from one release.";
    return NULL;
}

#endif
