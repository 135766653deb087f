using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Tests.Values;
using MongoStandIn.Values;

namespace MongoStandIn.Tests.Query;

public sealed class QueryPlannerTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    /// <summary>Whatever index is chosen, the answer must be that of looking at every document.</summary>
    [Test]
    public void Every_plan_finds_what_a_whole_scan_finds([Range(1, 8)] int seed)
    {
        var random = new RandomValues(seed);
        var plain = Collection([]);
        var indexed = Collection(["{'a': 1}", "{'a': 1, 'b': -1}", "{'b': 1, 'a': 1, 'c': 1}", "{'c.a': 1}", "{'c': -1}"]);
        for (var i = 0; i < 300; i++)
        {
            // Some documents have arrays, some not: multikey indexes and plain ones are both met.
            var document = random.Document(seed % 2 == 0 ? 2 : 0, Names);
            var bytes = RawDocument.Build(w =>
            {
                w.Int32("_id", i);
                foreach (var element in new BsonReader(document)) w.Raw(element.NameUtf8, element.Type, element.Value);
            });
            try
            {
                indexed.Insert(bytes);
                plain.Insert(bytes);
            }
            catch (CommandException e) when (e.Code == ErrorCode.CannotIndexParallelArrays)
            {
                // Neither collection has it.
            }
        }
        var context = Bson.Context();
        for (var i = 0; i < 300; i++)
        {
            var filter = Filter(random);
            var sort = random.Below(2) == 0 ? null : SortOrder.Parse(Sort(random));
            var expected = Run(plain, filter, sort, context);
            var actual = Run(indexed, filter, sort, context);
            Assert.That(actual.Order(), Is.EqualTo(expected.Order()), BsonText.Document(filter));
            if (sort is null) continue;
            var keys = actual.Select(id => sort.KeyOf(plain.FindById(RawValue.Of(id))!.Bytes)).ToList();
            Assert.That(keys, Is.Ordered.Using((IComparer<byte[]>)KeyComparer.Instance), BsonText.Document(filter));
        }
    }

    [TestCase("{'_id': {'$in': [5, 3, 999]}, '$expr': {'$gt': ['$v', 0]}}", 2)]
    [TestCase("{'_id': 7}", 1)]
    [TestCase("{'_id': {'$gte': 10, '$lt': 12}}", 3)] // the bound itself is looked at and dropped by the filter
    [TestCase("{'x': 3}", 10)]
    [TestCase("{'x': {'$in': [3, 4]}, 'v': {'$gte': 50}}", 10)]
    [TestCase("{'v': 1}", 100)]
    public void Lookups_touch_only_what_the_index_names(string filter, int touched)
    {
        var collection = Collection(["{'x': 1, 'v': 1}"]);
        for (var i = 0; i < 100; i++) collection.Insert(Bson.Doc($"{{'_id': {i}, 'x': {i % 10}, 'v': {i}}}"));
        var plan = QueryPlanner.Plan(collection, new QueryShape(FilterParser.Parse(Bson.Doc(filter), Bson.Context())));
        var count = 0;
        while (plan.Scan.Next() is not null) count++;
        Assert.That(count, Is.EqualTo(touched));
    }

    [Test]
    public void Min_and_max_walk_the_hinted_index_across_types()
    {
        var collection = Collection([]);
        foreach (var id in new[] { "1", "2", "'a'", "'b'", "{'$oid': '507f1f77bcf86cd799439011'}" }) collection.Insert(Bson.Doc($"{{'_id': {id}}}"));
        var shape = new QueryShape(new AndNode([])) { Hint = Bson.Value("{'_id': 1}"), Min = Bson.Value("{'_id': 2}"), Max = Bson.Value("{'_id': 'b'}") };
        var found = CollectionReads.Find(collection, shape, Bson.Context(), Deadline.None).Select(d => BsonText.Of(d.Id));
        Assert.That(found, Is.EqualTo(new[] { "2", "\"a\"" }));
    }

    private static DocumentCollection Collection(string[] indexes)
    {
        var collection = new DocumentCollection(new Namespace("d", "c"), Guid.Empty, CollectionOptions.None);
        foreach (var index in indexes) collection.CreateIndex(new IndexSpec(index, Bson.Doc(index), IsUnique: false, IsSparse: index.Contains('-', StringComparison.Ordinal)));
        return collection;
    }

    private static byte[] Filter(RandomValues random) => RawDocument.Build(w =>
    {
        foreach (var name in (string[])[.. Names, "c.a"])
        {
            if (random.Below(3) > 0) continue;
            var (value, other) = (random.Next(1), random.Next(0));
            if (value.Type == BsonType.RegularExpression) continue;
            if (other.Type == BsonType.RegularExpression) other = RawValue.Of(1);
            switch (random.Below(5))
            {
                case 0: w.Raw(name, value.Type, value.Span); break;
                case 1:
                    w.StartDocument(name);
                    w.Raw("$in", BsonType.Array, RawDocument.BuildArray([value, other]));
                    w.End();
                    break;
                case 2:
                    w.StartDocument(name);
                    w.Raw("$gte", value.Type, value.Span);
                    w.End();
                    break;
                case 3:
                    w.StartDocument(name);
                    w.Raw("$lt", value.Type, value.Span);
                    w.Raw("$gt", other.Type, other.Span);
                    w.End();
                    break;
                default:
                    w.StartDocument(name);
                    w.Raw("$ne", value.Type, value.Span);
                    w.End();
                    break;
            }
        }
    });

    private static byte[] Sort(RandomValues random) => RawDocument.Build(w =>
    {
        w.Int32(Names[random.Below(3)], random.Below(2) * 2 - 1);
        w.Int32("_id", random.Below(2) * 2 - 1);
    });

    private static List<int> Run(DocumentCollection collection, byte[] filter, SortOrder? sort, EvaluationContext context) =>
        [.. CollectionReads.Find(collection, new QueryShape(FilterParser.Parse(filter, context)) { Sort = sort }, context, Deadline.None).Select(d => d.Id.AsInt32())];
}
