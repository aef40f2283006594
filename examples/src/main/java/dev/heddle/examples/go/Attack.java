package dev.heddle.examples.go;

/**
 * What an untrusted program tries.
 *
 * @param name what the program is told to try
 * @param stoppedBy what is in the account of how it ended
 */
record Attack(String name, String stoppedBy) {}
