using System.Runtime.InteropServices;

namespace MongoC.Native;

/// <summary>Loads what this project binds, so that a missing package is said plainly and once.</summary>
internal static class NativeLibraries
{
    private static readonly Lazy<bool> Initialised = new(() =>
    {
        Require(LibBson.Library, "libbson-1.0-0");
        Require(LibMongoc.Library, "libmongoc-1.0-0");
        LibMongoc.Init();
        return true;
    }, LazyThreadSafetyMode.PublicationOnly); // an exception is not cached: the package may be installed meanwhile; mongoc_init may run twice

    /// <summary>Loads libmongoc and starts it, once a process.</summary>
    /// <exception cref="MongoException"><see cref="MongoErrorKind.LibraryMissing"/>.</exception>
    public static void Initialise() => _ = Initialised.Value;

    internal static void Require(string library, string package)
    {
        if (!NativeLibrary.TryLoad(library, typeof(NativeLibraries).Assembly, searchPath: null, out _))
            throw new MongoException(MongoErrorKind.LibraryMissing, $"{library} cannot be loaded. Install the Debian package {package} (apt-get install libmongoc-1.0-0).");
    }
}
