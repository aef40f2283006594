//! Walks a directory and prints what is in it, in the order of the names, with the CRC-32 of the files.

const std = @import("std");

const Entry = struct { path: []const u8, kind: std.Io.File.Kind };

fn before(_: void, a: Entry, b: Entry) bool {
    return std.mem.lessThan(u8, a.path, b.path);
}

pub fn main(init: std.process.Init) !void {
    const io = init.io;
    const arena = init.arena.allocator();
    const arguments = try init.minimal.args.toSlice(arena);
    if (arguments.len != 2) std.process.fatal("usage: walk DIRECTORY", .{});
    const given = init.preopens.get(arguments[1]) orelse
        std.process.fatal("{s} is not given", .{arguments[1]});

    var top = try given.dir.openDir(io, ".", .{ .iterate = true });
    defer top.close(io);
    var all: std.ArrayList(Entry) = .empty;
    var walker = try top.walk(arena);
    while (try walker.next(io)) |entry| {
        try all.append(arena, .{ .path = try arena.dupe(u8, entry.path), .kind = entry.kind });
    }
    std.mem.sort(Entry, all.items, {}, before);

    var buffer: [4096]u8 = undefined;
    var out = std.Io.File.stdout().writer(io, &buffer);
    for (all.items) |entry| {
        switch (entry.kind) {
            .directory => try out.interface.print("{s}/\n", .{entry.path}),
            .file => {
                const bytes = try top.readFileAlloc(io, entry.path, arena, .unlimited);
                try out.interface.print("{s} {d} {x:0>8}\n", .{ entry.path, bytes.len, std.hash.Crc32.hash(bytes) });
            },
            else => try out.interface.print("{s} {t}\n", .{ entry.path, entry.kind }),
        }
    }
    try out.interface.flush();
}
