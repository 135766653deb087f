namespace BridgeModel.Reading;

/// <summary>Reads the name of a Secret and of a key in it.</summary>
internal static class SecretKeySection
{
    /// <summary>The key of an API key where none is named.</summary>
    public const string ApiKey = "apiKey";

    /// <summary>The key of certificates where none is named: cert-manager's.</summary>
    public const string CaKey = "ca.crt";

    public static SecretKeySpec Read(Section section, string key)
    {
        var missing = new SecretKeySpec();
        var spec = new SecretKeySpec { Name = section.Text("name", missing.Name), Key = section.Text("key", key) };
        section.Close();
        return spec;
    }
}
