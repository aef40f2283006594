package dev.heddle.vertx.capability;

import dev.heddle.vertx.json.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * That a guest may use maps and counters of Vert.x's shared data. Not thread-safe.
 *
 * <p>As JSON: {@code {"maps": ["prices"], "counters": ["hits"], "clusterWide": false, "maxEntries":
 * 10000, "maxKeyBytes": 256, "maxValueBytes": 65536}}.
 */
public final class SharedDataGrant {

  /** How many entries a map may have, if nothing is said. */
  public static final int DEFAULT_MAX_ENTRIES = 10_000;

  /** How long a key may be, if nothing is said. */
  public static final int DEFAULT_MAX_KEY_BYTES = 256;

  /** How long a value may be, if nothing is said. */
  public static final int DEFAULT_MAX_VALUE_BYTES = 64 << 10;

  private List<String> maps = List.of();
  private List<String> counters = List.of();
  private boolean clusterWide;
  private int maxEntries = DEFAULT_MAX_ENTRIES;
  private int maxKeyBytes = DEFAULT_MAX_KEY_BYTES;
  private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;

  /** No map and no counter. */
  public SharedDataGrant() {}

  /** A copy. */
  public SharedDataGrant(SharedDataGrant other) {
    maps = other.maps;
    counters = other.counters;
    clusterWide = other.clusterWide;
    maxEntries = other.maxEntries;
    maxKeyBytes = other.maxKeyBytes;
    maxValueBytes = other.maxValueBytes;
  }

  /**
   * What JSON says.
   *
   * @throws IllegalArgumentException if it says something else; the message says what and where
   */
  public SharedDataGrant(JsonObject json) {
    new JsonFields("sharedData", json)
        .texts("maps", this::setMaps)
        .texts("counters", this::setCounters)
        .truth("clusterWide", this::setClusterWide)
        .integer("maxEntries", 0, this::setMaxEntries)
        .integer("maxKeyBytes", 0, this::setMaxKeyBytes)
        .integer("maxValueBytes", 0, this::setMaxValueBytes)
        .end();
  }

  /** The same as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("maps", new JsonArray(maps))
        .put("counters", new JsonArray(counters))
        .put("clusterWide", clusterWide)
        .put("maxEntries", maxEntries)
        .put("maxKeyBytes", maxKeyBytes)
        .put("maxValueBytes", maxValueBytes);
  }

  public List<String> getMaps() {
    return maps;
  }

  /** Sets which maps, by name. */
  public SharedDataGrant setMaps(List<String> names) {
    maps = List.copyOf(names);
    return this;
  }

  public List<String> getCounters() {
    return counters;
  }

  /** Sets which counters, by name. */
  public SharedDataGrant setCounters(List<String> names) {
    counters = List.copyOf(names);
    return this;
  }

  public boolean isClusterWide() {
    return clusterWide;
  }

  /** Sets whether they are those of the cluster, if there is one; else of this Vert.x. */
  public SharedDataGrant setClusterWide(boolean wide) {
    clusterWide = wide;
    return this;
  }

  public int getMaxEntries() {
    return maxEntries;
  }

  /**
   * Sets how many entries a map may have for the guest to add another one. Calls that add at the
   * same time do not see each other's.
   */
  public SharedDataGrant setMaxEntries(int entries) {
    maxEntries = entries;
    return this;
  }

  public int getMaxKeyBytes() {
    return maxKeyBytes;
  }

  /** Sets how long a key may be. */
  public SharedDataGrant setMaxKeyBytes(int bytes) {
    maxKeyBytes = bytes;
    return this;
  }

  public int getMaxValueBytes() {
    return maxValueBytes;
  }

  /** Sets how long a value may be. */
  public SharedDataGrant setMaxValueBytes(int bytes) {
    maxValueBytes = bytes;
    return this;
  }
}
