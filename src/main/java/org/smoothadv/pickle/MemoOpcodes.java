package org.smoothadv.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.smoothadv.input.Quoted;

/** What frames a pickle, and what puts values aside and mentions them again. */
final class MemoOpcodes {
  private static final int NEWEST_PROTOCOL = 5;

  private MemoOpcodes() {}

  static void addTo(Map<Integer, Opcode> all) {
    all.put(0x80, new Opcode("PROTO", m -> requireProtocol(m.input().u1())));
    all.put(0x95, new Opcode("FRAME", m -> requireFrame(m.input(), m.input().i8())));
    all.put((int) 'p', new Opcode("PUT", m -> put(m, decimal(m.input()))));
    all.put((int) 'q', new Opcode("BINPUT", m -> put(m, m.input().u1())));
    all.put((int) 'r', new Opcode("LONG_BINPUT", m -> put(m, m.input().u4())));
    all.put(0x94, new Opcode("MEMOIZE", m -> m.memo().add(m.stack().top())));
    all.put((int) 'g', new Opcode("GET", m -> get(m, decimal(m.input()))));
    all.put((int) 'h', new Opcode("BINGET", m -> get(m, m.input().u1())));
    all.put((int) 'j', new Opcode("LONG_BINGET", m -> get(m, m.input().u4())));
  }

  private static void requireProtocol(int protocol) {
    if (protocol > NEWEST_PROTOCOL) {
      throw new IllegalArgumentException(
          "protocol %d; 0 to %d are read".formatted(protocol, NEWEST_PROTOCOL));
    }
  }

  /** Frames only help readers that fetch piece by piece. */
  private static void requireFrame(PickleInput input, long length) {
    if (length < 0 || length > input.remaining()) {
      throw new IllegalArgumentException(
          "cut short or damaged: %s bytes expected, %,d left"
              .formatted(Long.toUnsignedString(length), input.remaining()));
    }
  }

  private static void put(PickleMachine machine, long number) {
    machine.memo().put(number, machine.stack().top());
  }

  private static void get(PickleMachine machine, long number) {
    machine.stack().push(machine.memo().get(number));
  }

  private static long decimal(PickleInput input) throws IOException {
    ByteBuffer line = input.line();
    String text =
        StandardCharsets.ISO_8859_1
            .decode(line.limit(Math.min(line.limit(), Long.BYTES * 3)))
            .toString();
    if (!text.matches("\\d{1,10}")) {
      throw new IllegalArgumentException(Quoted.of(text) + " is not a memo number");
    }
    return Long.parseLong(text);
  }
}
