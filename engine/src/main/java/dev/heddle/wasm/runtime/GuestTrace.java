package dev.heddle.wasm.runtime;

import dev.heddle.wasm.GuestFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stack traces of Java with the frames of guests in the place of the engine's own. Thread-safe.
 *
 * <p>A trace consists of parts: one for each call from the host into guests, which ends with the
 * method where that begins, and the rest.
 */
public final class GuestTrace {

  /** Where methods of the engine are that may be between a guest's and the host's. */
  private static final String[] ENGINE = {
    "dev.heddle.wasm.execute.",
    "dev.heddle.wasm.instruction.",
    "dev.heddle.wasm.link.",
    "dev.heddle.wasm.runtime."
  };

  private static final String INTERPRETER = "dev.heddle.wasm.execute.Interpreter";
  private static final String BEGINNING = RuntimeFunction.class.getName();
  private static final String WAITING = Segment.class.getName();

  /** How many frames a trace has at most that the JVM makes for an exception. */
  private static final int MAX_TRACE = 1_024;

  private static final StackTraceElement UNKNOWN =
      new StackTraceElement("wasm", "interpreted function", null, -1);

  private GuestTrace() {}

  /** An element of a trace. */
  private sealed interface Element {}

  /** A frame of the host. */
  private record Host(StackTraceElement frame) implements Element {}

  /** The frame of a compiled function. */
  private record Compiled(GuestFrame frame) implements Element {}

  private enum Mark implements Element {
    /** The frame of an interpreted function, whichever it is. */
    INTERPRETED
  }

  /**
   * A part of a trace.
   *
   * @param elements innermost first, without the engine's own
   * @param isCall whether it is that of a call, and not the rest
   * @param next the first element of the trace behind it
   */
  private record Part(List<Element> elements, boolean isCall, int next) {

    static Part of(StackTraceElement[] trace, int from) {
      List<Element> elements = new ArrayList<>();
      boolean continued = false;
      for (int at = from; at < trace.length; at++) {
        StackTraceElement element = trace[at];
        String type = element.getClassName();
        GuestFrame frame = CompiledFrames.frame(element);
        if (frame != null) {
          if (!continued) {
            elements.add(new Compiled(frame));
          }
          continued = element.getMethodName().endsWith(CompiledFrames.CONTINUED);
        } else if (type.equals(INTERPRETER) && element.getMethodName().equals("run")) {
          if (!continued) {
            elements.add(Mark.INTERPRETED);
          }
          continued = false;
        } else if (type.equals(BEGINNING) && element.getMethodName().equals("begin")) {
          int next = at + 1;
          while (next < trace.length && trace[next].getClassName().equals(BEGINNING)) {
            next++;
          }
          return new Part(elements, true, next);
        } else if (!isEngine(element)) {
          elements.add(new Host(element));
        }
      }
      return new Part(elements, false, trace.length);
    }

    int guestFrames() {
      int count = 0;
      for (Element element : elements) {
        count += element instanceof Host ? 0 : 1;
      }
      return count;
    }

    int interpretedFrames() {
      int count = 0;
      for (Element element : elements) {
        count += element == Mark.INTERPRETED ? 1 : 0;
      }
      return count;
    }
  }

  /** Whether an element is of the engine, and not of a guest. */
  public static boolean isEngine(StackTraceElement element) {
    String type = element.getClassName();
    for (String prefix : ENGINE) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    return CompiledFrames.isGenerated(element);
  }

  /**
   * The guest frames of a call, innermost first.
   *
   * @param trace where what left them was thrown
   * @param from the first of its elements to look at
   * @param interpreted the frames that interpreted functions have noted themselves
   */
  public static Found merge(StackTraceElement[] trace, int from, List<GuestFrame> interpreted) {
    List<GuestFrame> all = new ArrayList<>();
    Iterator<GuestFrame> noted = interpreted.iterator();
    Part part = Part.of(trace, from);
    for (Element element : part.elements()) {
      if (element instanceof Compiled compiled) {
        all.add(compiled.frame());
      } else if (element == Mark.INTERPRETED && noted.hasNext()) {
        all.add(noted.next());
      }
    }
    while (noted.hasNext()) {
      all.add(noted.next());
    }
    return new Found(all, part.next());
  }

  /**
   * Frames of a call.
   *
   * @param frames innermost first
   * @param next the element of the trace from which on the next call is
   */
  public record Found(List<GuestFrame> frames, int next) {}

  /**
   * The stack of a thread.
   *
   * @param ownTrace as Java shows it
   * @param innermost its calls into guests; null if it runs, so that what they have noted of
   *     interpreted functions is on the move
   */
  public static Shown of(StackTraceElement[] ownTrace, @Nullable Activation innermost) {
    StackTraceElement[] trace = innermost == null ? ownTrace : ofAllThreads(ownTrace, innermost);
    List<StackTraceElement> shown = new ArrayList<>();
    List<GuestFrame> guests = new ArrayList<>();
    Activation call = innermost;
    for (int from = 0; from < trace.length; ) {
      Part part = Part.of(trace, from);
      Trail trail = call == null ? null : call.trail();
      // where the trace ends before the call does, it was cut there
      int inside =
          (part.isCall() || call == null ? part.guestFrames() : call.framesBelowHost()) - 1;
      int outside = inside;
      for (Element element : part.elements()) {
        if (element instanceof Host(StackTraceElement frame)) {
          shown.add(frame);
          continue;
        }
        GuestFrame frame =
            element instanceof Compiled compiled
                ? compiled.frame()
                : trail == null ? null : trail.frame(outside, inside);
        outside--;
        if (frame == null) {
          shown.add(UNKNOWN);
        } else {
          shown.add(frame.toStackTraceElement());
          guests.add(frame);
        }
      }
      call = call == null || !part.isCall() ? call : call.outer();
      from = part.next();
    }
    return new Shown(guests, shown);
  }

  /** Puts the traces of further threads in where calls have gone on to them. */
  private static StackTraceElement[] ofAllThreads(StackTraceElement[] trace, Activation innermost) {
    List<StackTraceElement> all = new ArrayList<>();
    Activation call = innermost;
    boolean isWaiting = false;
    for (StackTraceElement element : trace) {
      String type = element.getClassName();
      boolean waits = type.equals(WAITING);
      if (waits && !isWaiting && call != null) {
        for (Thread thread : call.furtherThreads()) {
          addPiece(thread.getStackTrace(), all);
        }
      }
      isWaiting = waits;
      all.add(element);
      if (call != null && type.equals(BEGINNING) && element.getMethodName().equals("begin")) {
        call = call.outer();
      }
    }
    return all.toArray(new StackTraceElement[0]);
  }

  /**
   * Has the trace of what a host function threw have the frames of all threads of the call, if it
   * was made on this one. They wait meanwhile.
   */
  static void addFurtherThreads(Throwable thrown, Activation call) {
    StackTraceElement[] own = thrown.getStackTrace();
    StackTraceElement[] all = ofAllThreads(own, call);
    if (all.length > own.length) {
      // as long as those that the JVM makes, which is how a trace that was cut is known
      thrown.setStackTrace(all.length > MAX_TRACE ? Arrays.copyOf(all, MAX_TRACE) : all);
    }
  }

  /** Adds what a further thread runs, without what it waits in and what it was started by. */
  private static void addPiece(StackTraceElement[] trace, List<StackTraceElement> all) {
    boolean isInside = false;
    for (StackTraceElement element : trace) {
      isInside |= isEngine(element);
      if (element.getClassName().equals(WAITING) && element.getMethodName().equals("run")) {
        return;
      }
      if (isInside) {
        all.add(element);
      }
    }
  }

  /**
   * A stack.
   *
   * @param guestFrames those of guests that are known
   * @param trace all frames
   */
  public record Shown(List<GuestFrame> guestFrames, List<StackTraceElement> trace) {}

  /**
   * Has the trace of what the host threw show the guest frames that it has left, if it was made
   * where those were: if the trace has as many. Those of calls further out are seen to where it
   * leaves them.
   */
  static void show(Throwable thrown, List<CodePlace> interpreted) {
    StackTraceElement[] trace = thrown.getStackTrace();
    Part part = Part.of(trace, 0);
    int marks = part.interpretedFrames();
    boolean isWhole = part.isCall() && marks == interpreted.size();
    boolean isCut = !part.isCall() && trace.length == MAX_TRACE && marks <= interpreted.size();
    if (!isWhole && !isCut || part.guestFrames() == 0) {
      return;
    }
    List<StackTraceElement> shown = new ArrayList<>();
    Iterator<CodePlace> places = interpreted.iterator();
    for (Element element : part.elements()) {
      if (element instanceof Host host) {
        shown.add(host.frame());
      } else if (element instanceof Compiled compiled) {
        shown.add(compiled.frame().toStackTraceElement());
      } else {
        shown.add(places.next().frame().toStackTraceElement());
      }
    }
    shown.addAll(List.of(trace).subList(part.next(), trace.length));
    thrown.setStackTrace(shown.toArray(new StackTraceElement[0]));
  }
}
