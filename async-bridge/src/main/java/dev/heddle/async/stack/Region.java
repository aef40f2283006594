package dev.heddle.async.stack;

/**
 * A part of the guest's memory for the stack of one call at a time.
 *
 * @param block the address of its memory
 * @param threadLocals where the thread-locals of the call are
 * @param lowest the least that the stack pointer may be, with room below for what functions that
 *     call none keep there without moving it
 * @param highest where it is at first
 * @param age how often the guest's memory had been put back to another state when it was made
 */
record Region(long block, long threadLocals, long lowest, long highest, int age) {}
