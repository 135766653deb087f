namespace MongoStandIn.Commands;

/// <summary>Every command there is, by every name it has.</summary>
internal static class CommandRegistry
{
    public static Dictionary<string, Command> Create()
    {
        Command[] commands =
        [
            new HelloCommand(), new PingCommand(), new BuildInfoCommand(), new ServerStatusCommand(), new GetParameterCommand(), new ConnectionStatusCommand(),
            new GetCmdLineOptsCommand(), new HostInfoCommand(), new WhatsMyUriCommand(), new ReplSetGetStatusCommand(), new ReplSetGetConfigCommand(), new ReplSetResizeOplogCommand(), new CollStatsCommand(), new DbStatsCommand(), new EndSessionsCommand(), new StartSessionCommand(), new RefreshSessionsCommand(), new KillAllSessionsCommand(),
            new CommitTransactionCommand(), new AbortTransactionCommand(), new SetParameterCommand(),
            new SaslStartCommand(), new SaslContinueCommand(), new LogoutCommand(),
            new CreateUserCommand(), new UpdateUserCommand(), new DropUserCommand(), new UsersInfoCommand(), new GrantRolesToUserCommand(), new RevokeRolesFromUserCommand(),
            new CreateRoleCommand(), new DropRoleCommand(), new ConfigureFailPointCommand(), new WaitForFailPointCommand(),
            new ListDatabasesCommand(), new ListCollectionsCommand(), new CreateCommand(), new DropCommand(), new CollModCommand(), new RenameCollectionCommand(), new ConvertToCappedCommand(), new DropDatabaseCommand(),
            new CreateIndexesCommand(), new ListIndexesCommand(), new DropIndexesCommand(),
            new InsertCommand(), new UpdateCommand(), new DeleteCommand(), new FindAndModifyCommand(),
            new FindCommand(), new AggregateCommand(), new CountCommand(), new DistinctCommand(), new GetMoreCommand(), new KillCursorsCommand(),
        ];
        var byName = new Dictionary<string, Command>();
        foreach (var command in commands)
            foreach (var name in command.Names) byName.Add(name, command);
        return byName;
    }
}
