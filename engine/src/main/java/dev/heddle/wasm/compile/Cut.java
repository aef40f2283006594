package dev.heddle.wasm.compile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts the blocks of a function into parts of a size that HotSpot compiles.
 *
 * <p>Cuts are where the code is in order and, as far as can be, outside of loops: a loop that fits
 * into a part is in one part as a whole, for going from part to part costs what it takes to put
 * variables into the frame and back.
 */
final class Cut {

  private final Flow flow;
  private final BitSet blocks;
  private final int limit;
  private final List<BitSet> parts = new ArrayList<>();
  private BitSet open = new BitSet();
  private int openSize;

  private Cut(Flow flow, BitSet blocks, int limit) {
    this.flow = flow;
    this.blocks = blocks;
    this.limit = limit;
  }

  /**
   * The parts of some blocks.
   *
   * @param blocks those that can be reached from {@code entry}
   * @param entry where they are entered at first
   * @param limit how large a part may be, in bytes, about
   */
  static List<Part> of(Flow flow, BitSet blocks, int entry, int limit) {
    Cut cut = new Cut(flow, blocks, limit);
    cut.cut(blocks.nextSetBit(0), blocks.length());
    cut.close();
    return cut.finish(entry);
  }

  private void cut(int from, int to) {
    for (int block = from; block < to; ) {
      int end = block + 1;
      boolean isInnerLoop =
          blocks.get(block)
              && flow.loopEnds[block] > block + 1
              && !(block == from && flow.loopEnds[block] >= to);
      if (isInnerLoop) {
        int loopEnd = Math.min(to, flow.loopEnds[block]);
        if (size(block, loopEnd) > limit) {
          close();
          cut(block, loopEnd);
          close();
          block = loopEnd;
          continue;
        }
        end = loopEnd;
      }
      int size = size(block, end);
      if (openSize + size > limit) {
        close();
      }
      for (int i = block; i < end; i++) {
        if (blocks.get(i)) {
          open.set(i);
        }
      }
      openSize += size;
      block = end;
    }
  }

  private int size(int from, int to) {
    int size = 0;
    for (int block = from; block < to; block++) {
      size += blocks.get(block) ? flow.size(block) : 0;
    }
    return size;
  }

  private void close() {
    if (!open.isEmpty()) {
      parts.add(open);
      open = new BitSet();
    }
    openSize = 0;
  }

  /** Finds out where parts are entered: where another part leads to. */
  private List<Part> finish(int entry) {
    int[] partOf = new int[flow.blocks];
    for (int i = 0; i < parts.size(); i++) {
      BitSet part = parts.get(i);
      for (int block = part.nextSetBit(0); block >= 0; block = part.nextSetBit(block + 1)) {
        partOf[block] = i;
      }
    }
    BitSet entries = new BitSet();
    entries.set(entry);
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      for (int target : flow.leadsTo(block)) {
        if (partOf[target] != partOf[block]) {
          entries.set(target);
        }
      }
    }
    List<Part> all = new ArrayList<>();
    for (BitSet part : parts) {
      BitSet own = (BitSet) part.clone();
      own.and(entries);
      all.add(Part.of(flow, part, numbers(own)));
    }
    return all;
  }

  private static int[] numbers(BitSet set) {
    int[] numbers = new int[set.cardinality()];
    int count = 0;
    for (int number = set.nextSetBit(0); number >= 0; number = set.nextSetBit(number + 1)) {
      numbers[count++] = number;
    }
    return numbers;
  }
}
