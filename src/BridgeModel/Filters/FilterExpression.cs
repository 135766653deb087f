namespace BridgeModel.Filters;

/// <summary>A part of a collection's filter: DQL's conditions as data. What it is worth for a document is the bridge runtime's affair.</summary>
public abstract record FilterExpression;
