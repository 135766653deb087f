using System.Text;

namespace BridgeModel;

/// <summary>Reads a text file that must be small: a device or a wrong path must not fill the memory.</summary>
internal static class BoundedFile
{
    /// <summary>1 MiB: a Kubernetes Secret or ConfigMap holds no more.</summary>
    public const int MostBytes = 1024 * 1024;

    public static string ReadText(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var buffer = new byte[64 * 1024];
        using var content = new MemoryStream();
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (content.Length + read > MostBytes)
                throw new IOException("The file is larger than 1 MiB.");
            content.Write(buffer, 0, read);
        }

        content.Position = 0;
        using var reader = new StreamReader(content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        return reader.ReadToEnd();
    }
}
