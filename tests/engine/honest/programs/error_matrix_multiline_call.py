def area(
    width,
    height,
):
    return (
        width
        * height
        / (height - height)
    )


result = area(
    width=3,
    height=4,
) + area(1, 2)
