package dev.heddle.async;

/**
 * How a pool is used at one moment. Immutable and thread-safe.
 *
 * @param leased how many instances are leased, those included that are being made ready
 * @param idle how many may be leased at once
 * @param waiting how many wait for one
 * @param instances how many instances there are in all, those included that are being closed
 */
public record PoolUse(int leased, int idle, int waiting, int instances) {}
