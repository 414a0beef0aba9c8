/* The module `core` itself: its functions are those of the other files, its one constant is SOURCE_HASH.
 *
 * State is C's and static, one for the process: a second copy of the module object is the same module.
 */
#include "native.h"

#ifndef SOURCE_HASH
#error "scripts/build-native defines SOURCE_HASH"
#endif

static PyMethodDef *const tables[] = {caller_methods, death_methods,  hook_methods,            lockdown_methods, memory_methods,
                                     source_methods, stream_methods, standard_stream_methods, traceback_methods};

static int
fill(PyObject *module)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (PyModule_AddFunctions(module, tables[i]) < 0) {
            return -1;
        }
    }
    return PyModule_AddStringConstant(module, "SOURCE_HASH", SOURCE_HASH);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "core",
    .m_doc = PyDoc_STR("The engine's native part."),
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit_core(void)
{
    return PyModuleDef_Init(&definition);
}
