"""Prints the source of a guest that exports each function of WASI under its name, to be called one by one."""

SIGNATURES = {
    "args_get": "ii", "args_sizes_get": "ii", "environ_get": "ii", "environ_sizes_get": "ii",
    "clock_res_get": "ii", "clock_time_get": "iIi",
    "fd_advise": "iIIi", "fd_allocate": "iII", "fd_close": "i", "fd_datasync": "i", "fd_fdstat_get": "ii",
    "fd_fdstat_set_flags": "ii", "fd_fdstat_set_rights": "iII", "fd_filestat_get": "ii",
    "fd_filestat_set_size": "iI", "fd_filestat_set_times": "iIIi", "fd_pread": "iiiIi", "fd_prestat_get": "ii",
    "fd_prestat_dir_name": "iii", "fd_pwrite": "iiiIi", "fd_read": "iiii", "fd_readdir": "iiiIi",
    "fd_renumber": "ii", "fd_seek": "iIii", "fd_sync": "i", "fd_tell": "ii", "fd_write": "iiii",
    "path_create_directory": "iii", "path_filestat_get": "iiiii", "path_filestat_set_times": "iiiiIIi",
    "path_link": "iiiiiii", "path_open": "iiiiiIIii", "path_readlink": "iiiiii", "path_remove_directory": "iii",
    "path_rename": "iiiiii", "path_symlink": "iiiii", "path_unlink_file": "iii", "poll_oneoff": "iiii",
    "proc_exit": "i-", "proc_raise": "i", "random_get": "ii", "sched_yield": "", "sock_accept": "iii",
    "sock_recv": "iiiiii", "sock_send": "iiiii", "sock_shutdown": "ii",
}

print("(module $probe")
for name, signature in SIGNATURES.items():
    types = " ".join({"i": "i32", "I": "i64"}[each] for each in signature.rstrip("-"))
    result = "" if signature.endswith("-") else " (result i32)"
    print(f'  (import "wasi_snapshot_preview1" "{name}" (func ${name} (param {types}){result}))')
print('  (memory (export "memory") 4)')
for name, signature in SIGNATURES.items():
    parameters = signature.rstrip("-")
    types = " ".join({"i": "i32", "I": "i64"}[each] for each in parameters)
    result = "" if signature.endswith("-") else " (result i32)"
    arguments = " ".join(f"(local.get {i})" for i in range(len(parameters)))
    print(f'  (func (export "{name}") (param {types}){result} (call ${name} {arguments}))')
print(")")
