"""Runs the steps of conformance cases with Debian's PyMongo: python3 worker.py <uri>.

One request a line on stdin, one answer a line on stdout, both BSON in base64. What the server answers goes back whole, an error too;
nothing is judged here.
"""
import base64
import sys
import time
import traceback

import bson
import pymongo
from bson import SON
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from pymongo.errors import BulkWriteError, OperationFailure

CODEC = CodecOptions(document_class=SON, tz_aware=True, uuid_representation=UuidRepresentation.STANDARD)
WAIT = 10


def connect():
    return pymongo.MongoClient(sys.argv[1], serverSelectionTimeoutMS=10000, document_class=SON, tz_aware=True)


client = connect()
# A session has a client of its own: the numbers that a case gives its commands must not stay with a session of the pool.
sessions = {}
streams = {}


def database(request):
    owner = session(request).client if "session" in request else client
    return owner.get_database(request["database"], codec_options=CODEC)


def target(request):
    return database(request).get_collection(request["collection"], codec_options=CODEC)


def session(request):
    return sessions.get(request.get("session"))


def end(open_session):
    open_session.end_session()
    open_session.client.close()


def pairs(order):
    return list(order.items()) if isinstance(order, SON) else order


def find_options(options):
    names = {"sort": "sort", "projection": "projection", "limit": "limit", "skip": "skip", "batchSize": "batch_size", "hint": "hint", "collation": "collation"}
    return {names[name]: pairs(value) if name in ("sort", "hint") else value for name, value in options.items()}


def operation(item):
    (kind, spec), = item.items()
    if kind == "insert":
        return pymongo.InsertOne(spec)
    if kind == "update":
        make = pymongo.UpdateMany if spec.get("multi") else pymongo.UpdateOne
        return make(spec["filter"], spec["update"], upsert=spec.get("upsert", False), array_filters=spec.get("arrayFilters"))
    if kind == "replace":
        return pymongo.ReplaceOne(spec["filter"], spec["replacement"], upsert=spec.get("upsert", False))
    return (pymongo.DeleteMany if spec.get("multi") else pymongo.DeleteOne)(spec["filter"])


def tally(result):
    return SON([
        ("inserted", result["nInserted"]),
        ("matched", result["nMatched"]),
        ("modified", result["nModified"]),
        ("upserted", result["nUpserted"]),
        ("deleted", result["nRemoved"]),
        ("upsertedIndexes", [u["index"] for u in result["upserted"]]),
        ("writeErrors", [SON([("index", e["index"]), ("code", e["code"])]) for e in result["writeErrors"]]),
    ])


def run_command(request):
    return {"reply": database(request).command(request["command"], codec_options=CODEC, session=session(request))}


def run_find(request):
    return {"documents": list(target(request).find(request["filter"], session=session(request), **find_options(request.get("options", {}))))}


def run_aggregate(request):
    return {"documents": list(target(request).aggregate(request["pipeline"], session=session(request), **request.get("options", {})))}


def run_bulk_write(request):
    operations = [operation(item) for item in request["operations"]]
    try:
        result = target(request).bulk_write(operations, ordered=request.get("ordered", True), session=session(request)).bulk_api_result
    except BulkWriteError as e:
        result = e.details
    return {"reply": tally(result)}


def run_watch(request):
    names = {"fullDocument": "full_document", "resumeAfter": "resume_after", "startAfter": "start_after", "startAtOperationTime": "start_at_operation_time"}
    options = {names[name]: value for name, value in request.get("options", {}).items()}
    scope = target(request) if "collection" in request else database(request)
    streams[request["stream"]] = scope.watch(request["pipeline"], max_await_time_ms=200, session=session(request), **options)
    return {"reply": SON()}


def run_next(request):
    stream = streams[request["stream"]]
    deadline = time.monotonic() + WAIT
    documents = []
    while len(documents) < request["count"]:
        event = stream.try_next()
        if event is not None:
            documents.append(event)
        elif time.monotonic() > deadline:
            raise TimeoutError(f"no event within {WAIT} s")
    return {"documents": documents}


def run_close(request):
    streams.pop(request["stream"]).close()
    return {"reply": SON()}


def run_start_session(request):
    sessions[request["session"]] = connect().start_session(causal_consistency=False)
    return {"reply": SON()}


def run_start_transaction(request):
    session(request).start_transaction()
    return {"reply": SON()}


def run_commit_transaction(request):
    session(request).commit_transaction()
    return {"reply": SON()}


def run_abort_transaction(request):
    session(request).abort_transaction()
    return {"reply": SON()}


def run_end_session(request):
    end(sessions.pop(request["session"]))
    return {"reply": SON()}


def run_reset(_):
    for stream in streams.values():
        stream.close()
    for open_session in sessions.values():
        end(open_session)
    streams.clear()
    sessions.clear()
    return {"reply": SON()}


RUN = {
    "command": run_command, "find": run_find, "aggregate": run_aggregate, "bulkWrite": run_bulk_write, "watch": run_watch, "next": run_next,
    "close": run_close, "startSession": run_start_session, "endSession": run_end_session,
    "startTransaction": run_start_transaction, "commitTransaction": run_commit_transaction, "abortTransaction": run_abort_transaction, "reset": run_reset,
}


def answer(line):
    try:
        request = bson.decode(base64.b64decode(line), CODEC)
        return RUN[request["op"]](request)
    except OperationFailure as e:
        return {"reply": e.details} if e.details and "ok" in e.details else {"failure": traceback.format_exc()}
    except Exception:  # the judge shows it as this client's failure
        return {"failure": traceback.format_exc()}


for text in sys.stdin:
    print(base64.b64encode(bson.encode(answer(text), codec_options=CODEC)).decode(), flush=True)
client.close()
