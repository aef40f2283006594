package dev.heddle.benchmarks.report;

import java.util.Locale;

/** A part of a report: what is measured, and in which unit it is told. */
public enum Section {
  /** Nanoseconds of a run. */
  WARM(
      "Warm",
      "ms",
      1e-6,
      """
      A run once warm, in a process that has run nothing else.\
      """),

  /** Nanoseconds from the start of a process to its first result. */
  COLD(
      "Cold",
      "ms",
      1e-6,
      """
      From the start of the process (`java`, `python3`, `node`) to the first result: the virtual machine starts, the
      module is read, loaded and run once.\
      """),

  /** KiB of a process. */
  MEMORY(
      "Memory",
      "MiB",
      1.0 / 1024,
      """
      The most memory that those processes had at a time (`VmHWM`).\
      """),

  /** Nanoseconds a byte. */
  LOAD(
      "Loading",
      "MB/s",
      0,
      """
      Bytes become an object that can be instantiated, warm. Engines do different things in it: some only decode and
      validate, some compile all of it.\
      """),

  /** Nanoseconds of an instance. */
  INSTANTIATE(
      "Instantiation",
      "us",
      1e-3,
      """
      Instances made of a loaded module and thrown away, thousands of them: one.\
      """),

  /** Nanoseconds of a call. */
  CALL(
      "Calls",
      "ns",
      1,
      """
      A call from host to guest, and one from guest to host. Wasmtime's host is Python here, which is most of what is
      measured.\
      """);

  private final String title;
  private final String unit;
  private final double scale;
  private final String about;

  Section(String title, String unit, double scale, String about) {
    this.title = title;
    this.unit = unit;
    this.scale = scale;
    this.about = about;
  }

  /** The heading. */
  public String title() {
    return title;
  }

  /** What the numbers are called. */
  public String unit() {
    return unit;
  }

  /** What is measured, in a sentence or two. */
  public String about() {
    return about;
  }

  /** The name in the names of files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What was measured, in the unit: of all but the loading, less is better. */
  public double inUnit(double measured) {
    return this == LOAD ? 1e3 / measured : measured * scale;
  }
}
