data = {"rows": [{"value": 3}, {"value": None}]}


def scale(rows, factor):
    return [
        row["value"]
        * factor
        for row in rows
    ]


print(
    scale(
        data["rows"],
        factor=2,
    )
)
