import numpy as np
import numpy.lib.recfunctions as rfn

cities = np.array([("Oslo", 709), ("Rome", 2761), ("Lima", 10092)], dtype=[("city", "U8"), ("people", "i4")])
areas = np.array([("Rome", 1285.0), ("Lima", 2672.3), ("Bern", 51.6)], dtype=[("city", "U8"), ("area", "f8")])
for how in "inner", "outer", "leftouter":
    print(how, rfn.join_by("city", cities, areas, jointype=how, usemask=False, asrecarray=False))
masked = rfn.join_by("city", cities, areas, jointype="outer")
print(masked, masked["area"].mean())
print(rfn.merge_arrays((cities, areas["area"]), flatten=True))
print(rfn.drop_fields(cities, "people"), rfn.rename_fields(cities, {"people": "thousands"}).dtype)
print(rfn.stack_arrays((cities[:1], areas[:1]), usemask=False))
print(rfn.structured_to_unstructured(areas[["area"]]).shape)
print(rfn.unstructured_to_structured(np.arange(4.0).reshape(2, 2), names=["x", "y"]))
nested = np.dtype([("pos", [("x", "f4"), ("y", "f4")]), ("id", "i8")])
print(rfn.flatten_descr(nested), rfn.get_names(nested), rfn.get_fieldstructure(nested))
print(rfn.repack_fields(np.zeros(1, np.dtype("u1,i8", align=True))).dtype.itemsize, nested.fields["pos"][1])
print(rfn.find_duplicates(np.ma.array([(1,), (2,), (2,)], dtype=[("a", int)]), return_index=True))
print(rfn.apply_along_fields(np.mean, np.array([(1, 2, 6), (4, 5, 9)], dtype="f4,f4,f4")))
print(rfn.rec_append_fields(cities, "rank", [3, 2, 1]), rfn.require_fields(cities, [("people", "f4")]))
print(rfn.recursive_fill_fields(cities, np.zeros(3, cities.dtype)))
print(rfn.assign_fields_by_name(np.zeros(1, nested), np.zeros(1, nested)))
