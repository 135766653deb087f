using Operator;

return await OperatorCommand.RunAsync(args, TimeProvider.System);
