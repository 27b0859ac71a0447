// Prints what .NET's ConfigurationBuilder makes of JSON files, the lowest first: key, tab, value. Compiled with the source of
// Microsoft.Extensions.Configuration (aspnet/Configuration), whose reloading needs the two types at the end and does nothing here.
using System;
using System.IO;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

class JsonFile : ConfigurationProvider, IConfigurationSource
{
    readonly string path;

    public JsonFile(string path) { this.path = path; }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        using (var content = File.OpenRead(path)) Data = JsonConfigurationFileParser.Parse(content);
    }
}

class Values
{
    static void Main(string[] paths)
    {
        var builder = new ConfigurationBuilder();
        foreach (var path in paths) builder.Add(new JsonFile(path));
        foreach (var one in builder.Build().AsEnumerable())
            if (one.Value != null)
                Console.WriteLine(one.Key + "\t" + one.Value.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r"));
    }
}

namespace Microsoft.Extensions.Primitives
{
    public interface IChangeToken
    {
        bool HasChanged { get; }
        bool ActiveChangeCallbacks { get; }
        IDisposable RegisterChangeCallback(Action<object> callback, object state);
    }

    public static class ChangeToken
    {
        public static IDisposable OnChange(Func<IChangeToken> producer, Action consumer) => null;
    }
}
