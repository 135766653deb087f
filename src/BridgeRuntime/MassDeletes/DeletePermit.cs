using BridgeRuntime.Documents;

namespace BridgeRuntime.MassDeletes;

/// <param name="end">Is told once how it ended: whether the deletes were written.</param>
internal sealed class DeletePermit(Action<bool> end) : IDeletePermit
{
    private bool _isDone;
    private bool _isOver;

    public void Done() => _isDone = true;

    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        end(_isDone);
    }
}
