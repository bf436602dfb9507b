"""Rewrites of queries for DuckDB: what PostgreSQL and DuckDB understand differently, and sqlglot does not change.

Each function changes the tree of a query at one node.
"""

from collections.abc import Callable

from sqlglot import exp

# Where the columns of a query with GROUP BY need not be in the group.
OF_A_GROUP = (exp.AggFunc, exp.Filter, exp.WithinGroup, exp.Window, exp.Subquery, exp.Select)


def _function(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _wrap(node: exp.Expression, wrapper: Callable[[exp.Expression], exp.Expression]) -> None:
    """Put an expression into another one: wrapper(node)."""
    inside = exp.Placeholder()
    node.replace(wrapper(inside))
    inside.replace(node)


def _wrap_call(node: exp.Expression, wrapper: Callable[[exp.Expression], exp.Expression]) -> None:
    """Put the call of an aggregate function into another expression, with its FILTER and its OVER."""
    while isinstance(node.parent, exp.Filter | exp.Window | exp.WithinGroup) and node.parent.this is node:
        node = node.parent
    _wrap(node, wrapper)


def _numeric(inside: exp.Expression) -> exp.Expression:
    """Return x + 0, which makes a whole number a decimal, and leaves all other numbers as they are."""
    return exp.paren(
        exp.Add(this=inside, expression=exp.cast(exp.Literal.number(0), "DECIMAL(1, 0)")), copy=False
    )


def any_value_of_a_group(group: exp.Expression) -> None:
    """Wrap the other columns of t after GROUP BY t.id. Each has one value, but DuckDB does not know that."""
    query = group.find_ancestor(exp.Select)
    for selected in list(query.expressions) if query else ():
        for column in _columns_outside(group, selected):
            value = exp.AnyValue(this=column.copy())
            column.replace(exp.alias_(value, column.name) if column is selected else value)


def _columns_outside(group: exp.Expression, selected: exp.Expression) -> list[exp.Expression]:
    """Return the columns of a selected expression that are neither in the group nor in an aggregate function."""
    parts = selected.walk(prune=lambda part: part in group.expressions or isinstance(part, OF_A_GROUP))
    return [part for part in parts if isinstance(part, exp.Column) and part not in group.expressions]


def first_of_each(node: exp.Expression) -> None:
    """Replace DISTINCT ON by row_number() = 1, because DuckDB may filter rows before it chooses the first ones.

    translate.py also switches the optimizer off that does this. It may have another name in another version.
    """
    chosen, query = node.args.get("on"), node.parent
    if chosen is None or query is None:
        return
    order = query.args.get("order")
    place = exp.Window(
        this=exp.RowNumber(),
        partition_by=[each.copy() for each in chosen.expressions],
        order=order.copy() if order else None,
    )
    query.set("qualify", exp.Qualify(this=place.eq(1)))
    query.set("distinct", None)


def sum_of_big_numbers(node: exp.Expression) -> None:
    """Make sums of bigints, such as counts, numeric: sum(a) / sum(b) has a fraction. Sums of integers stay."""
    if node.this.find(exp.AggFunc):
        # sum(count(*)) OVER (): DuckDB does not know this type before it chooses a definition of the macro.
        _wrap(node.this, _numeric)
    else:
        _wrap(node.this, lambda inside: _function("numeric_if_big", inside))


def part_of_a_date(node: exp.Expression) -> None:
    """Make extract() numeric: extract(MONTH FROM a) / 2 has a fraction."""
    _wrap(node, _numeric)


def greatest_interval(node: exp.Expression) -> None:
    """Compare whole intervals in greatest(x, interval '0'). DuckDB compares days before hours."""
    if node.find(exp.Interval):
        name = "list_max" if isinstance(node, exp.Greatest) else "list_min"
        node.replace(_function(name, exp.Array(expressions=[node.this, *node.expressions])))


def numeric_is_double(node: exp.Expression) -> None:
    """Leave a numeric without precision its digits. DuckDB would take numeric(18, 3)."""
    if node.this == exp.DataType.Type.DECIMAL and not node.expressions:
        node.replace(exp.DataType.build("DOUBLE"))


def round_half_up(node: exp.Expression) -> None:
    """Round decimals: round(2.675, 2) is 2.68. As a double, 2.675 is a little less."""
    if node.args.get("decimals") is not None:
        _wrap(node.this, lambda inside: exp.cast(inside, "DECIMAL(38, 12)", copy=False))


def median_of_double(node: exp.Expression) -> None:
    """Compute percentile_cont() in doubles. DuckDB rounds it for decimals."""
    ordered = node.expression.find(exp.Ordered)
    _wrap(ordered.this, lambda inside: exp.cast(inside, "DOUBLE", copy=False))


def nothing_for_constants(node: exp.Expression) -> None:
    """Make corr() and its like null if all values are the same."""
    _wrap_call(node, lambda inside: _function("nan_to_null", inside))


def interval_of_column(node: exp.Expression) -> None:
    """Read the value of x in make_interval(months => x). sqlglot makes a constant of the name."""
    (named,) = node.args.values()
    node.replace(_function(f"to_{named.name}", named.expression))


def bucket_from_epoch(node: exp.Expression) -> None:
    """Count the hours of date_bin('1 hour', x, 'epoch') from 1970. sqlglot takes 'epoch' for a column."""
    epoch = exp.cast(exp.Literal.string("1970-01-01 00:00:00+00"), "TIMESTAMPTZ")
    node.replace(_function("time_bucket", exp.cast(node.this, "INTERVAL"), node.expression, epoch))


def series_of_integers(node: exp.Expression) -> None:
    """Make generate_series(1, n) integers. DuckDB makes bigints, which cannot be added to a date."""
    if node.args.get("step") is None:
        series = _function("generate_series", node.args["start"], node.args["end"])
        node.replace(_function("unnest", exp.cast(series, "INT[]", copy=False)))


def short_day(node: exp.Expression) -> None:
    """Write Mon for to_char(x, 'Dy'). sqlglot reads a D and a y."""
    text = node.args["format"]
    text.replace(exp.Literal.string(text.name.replace("%uy", "%a")))


def word_boundary(node: exp.Expression) -> None:
    r"""Write \b in regular expressions, for the begin \m and the end \M of a word."""
    pattern = node.expression
    if pattern.is_string:
        pattern.replace(exp.Literal.string(pattern.name.replace(r"\m", r"\b").replace(r"\M", r"\b")))


def part_that_matches(node: exp.Expression) -> None:
    """Read substring(x FROM 'pattern') as the text that matches, or null."""
    start = node.args.get("start")
    if start is not None and start.is_string:
        node.replace(
            exp.func("nullif", _function("regexp_extract", node.this, start), exp.Literal.string(""))
        )


def number_of_nulls(node: exp.Expression) -> None:
    """Count the nulls of num_nulls(a, b): (a IS NULL) + (b IS NULL)."""
    if node.name.lower() == "num_nulls":
        ones = [exp.cast(exp.Is(this=each.copy(), expression=exp.Null()), "INT") for each in node.expressions]
        total: exp.Expression = ones[0]
        for one in ones[1:]:
            total = exp.Add(this=total, expression=one)
        node.replace(exp.paren(total))


REWRITES = (
    ((exp.Group,), any_value_of_a_group),
    ((exp.Distinct,), first_of_each),
    ((exp.Extract,), part_of_a_date),
    ((exp.Sum,), sum_of_big_numbers),
    ((exp.Greatest, exp.Least), greatest_interval),
    ((exp.Corr, exp.RegrSlope, exp.RegrR2, exp.RegrIntercept), nothing_for_constants),
    ((exp.WithinGroup,), median_of_double),
    ((exp.Round,), round_half_up),
    ((exp.MakeInterval,), interval_of_column),
    ((exp.DateBin,), bucket_from_epoch),
    ((exp.ExplodingGenerateSeries,), series_of_integers),
    ((exp.TimeToStr,), short_day),
    ((exp.RegexpLike, exp.RegexpILike), word_boundary),
    ((exp.Substring,), part_that_matches),
    ((exp.Anonymous,), number_of_nulls),
    ((exp.DataType,), numeric_is_double),
)
