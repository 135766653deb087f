using BridgeCtl;

return await CtlProgram.RunAsync(args, TimeProvider.System);
