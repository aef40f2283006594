package dev.heddle.async;

/**
 * What a tenant uses at one moment. Immutable and thread-safe.
 *
 * @param calls how many calls are in flight: queued, running and suspended ones
 * @param instances how many instances there are that are not closed, those of pools included
 * @param memoryBytes how much linear memory they have, or had until the JVM notices
 */
public record TenantUse(int calls, int instances, long memoryBytes) {}
