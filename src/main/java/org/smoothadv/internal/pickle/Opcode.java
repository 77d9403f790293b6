package org.smoothadv.internal.pickle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The instructions of pickles, protocols 0 to 5, under the names that Python's {@code pickletools}
 * gives them; all but STOP.
 */
@SuppressWarnings("ImmutableEnumChecker") // actions have no state
enum Opcode {
  NONE('N', (m, in) -> m.push(null)),
  NEWTRUE(0x88, (m, in) -> m.push(true)),
  NEWFALSE(0x89, (m, in) -> m.push(false)),
  BININT1('K', (m, in) -> m.push((long) in.u1())),
  BININT2('M', (m, in) -> m.push((long) in.u2())),
  BININT('J', (m, in) -> m.push((long) in.i4())),
  INT('I', (m, in) -> m.push(PickleLiterals.intOrTruth(in.line()))),
  LONG('L', (m, in) -> m.push(PickleLiterals.longWithSuffix(in.line()))),
  LONG1(0x8a, (m, in) -> m.push(PickleLiterals.binary(in, in.u1()))),
  LONG4(0x8b, (m, in) -> m.push(PickleLiterals.binary(in, in.i4()))),
  FLOAT('F', (m, in) -> m.push(PickleLiterals.decimal(in.line()))),
  /** The one big-endian number of the format. */
  BINFLOAT('G', (m, in) -> m.push(Double.longBitsToDouble(Long.reverseBytes(in.i8())))),

  SHORT_BINUNICODE(0x8c, (m, in) -> m.push(PickleLiterals.utf8(in.slice(in.u1())))),
  BINUNICODE('X', (m, in) -> m.push(PickleLiterals.utf8(in.slice(in.u4())))),
  BINUNICODE8(0x8d, (m, in) -> m.push(PickleLiterals.utf8(in.slice(in.i8())))),
  UNICODE('V', (m, in) -> m.push(PickleLiterals.escapedText(in.line()))),
  SHORT_BINBYTES('C', (m, in) -> m.push(in.slice(in.u1()))),
  BINBYTES('B', (m, in) -> m.push(in.slice(in.u4()))),
  BINBYTES8(0x8e, (m, in) -> m.push(in.slice(in.i8()))),
  BYTEARRAY8(0x96, (m, in) -> m.push(in.slice(in.i8()))),
  SHORT_BINSTRING('U', (m, in) -> m.push(PickleLiterals.textOrBytes(in.slice(in.u1())))),
  BINSTRING('T', (m, in) -> m.push(PickleLiterals.textOrBytes(in.slice(in.i4())))),
  STRING('S', (m, in) -> m.push(PickleLiterals.quotedString(in.line()))),

  MARK('(', (m, in) -> m.mark()),
  POP('0', (m, in) -> m.popItemOrMark()),
  POP_MARK('1', (m, in) -> m.popSection()),
  DUP('2', (m, in) -> m.push(m.top())),

  EMPTY_LIST(']', (m, in) -> m.pushMade(new ArrayList<>())),
  LIST('l', (m, in) -> m.pushMade(m.popSection())),
  APPEND('a', (m, in) -> m.append(m.pop(1))),
  APPENDS('e', (m, in) -> m.append(m.popSection())),
  EMPTY_TUPLE(')', (m, in) -> m.push(List.of())),
  TUPLE('t', (m, in) -> m.pushTuple(m.popSection())),
  TUPLE1(0x85, (m, in) -> m.pushTuple(m.pop(1))),
  TUPLE2(0x86, (m, in) -> m.pushTuple(m.pop(2))),
  TUPLE3(0x87, (m, in) -> m.pushTuple(m.pop(3))),
  EMPTY_DICT('}', (m, in) -> m.pushMade(new LinkedHashMap<>())),
  DICT('d', (m, in) -> m.pushDictionary(m.popSection())),
  SETITEM('s', (m, in) -> m.setItems(m.pop(2))),
  SETITEMS('u', (m, in) -> m.setItems(m.popSection())),

  PROTO(0x80, (m, in) -> m.requireProtocol(in.u1())),
  /** Frames only help readers that fetch piece by piece. */
  FRAME(0x95, (m, in) -> in.require(in.i8())),
  PUT('p', (m, in) -> m.memoize(PickleLiterals.memoNumber(in.line()))),
  BINPUT('q', (m, in) -> m.memoize(in.u1())),
  LONG_BINPUT('r', (m, in) -> m.memoize(in.u4())),
  MEMOIZE(0x94, (m, in) -> m.memoize()),
  GET('g', (m, in) -> m.recall(PickleLiterals.memoNumber(in.line()))),
  BINGET('h', (m, in) -> m.recall(in.u1())),
  LONG_BINGET('j', (m, in) -> m.recall(in.u4())),

  GLOBAL('c', PickleObjects::global),
  STACK_GLOBAL(0x93, PickleObjects::stackGlobal),
  REDUCE('R', PickleObjects::call),
  NEWOBJ(0x81, PickleObjects::call),
  NEWOBJ_EX(0x92, PickleObjects::newWithKeywords),
  INST('i', PickleObjects::inst),
  OBJ('o', PickleObjects::obj),
  BUILD('b', PickleObjects::build),
  BINPERSID('Q', PickleObjects::persistent),
  PERSID('P', PickleObjects.REFUSED),
  EXT1(0x82, PickleObjects.REFUSED),
  EXT2(0x83, PickleObjects.REFUSED),
  EXT4(0x84, PickleObjects.REFUSED),
  EMPTY_SET(0x8f, PickleObjects::emptySet),
  ADDITEMS(0x90, PickleObjects::addItems),
  FROZENSET(0x91, PickleObjects::frozenSet),
  NEXT_BUFFER(0x97, PickleObjects.REFUSED),
  READONLY_BUFFER(0x98, PickleObjects.REFUSED);

  /** What an opcode does to the machine. */
  @FunctionalInterface
  interface Action {
    void run(PickleMachine machine, PickleInput input) throws IOException;
  }

  private static final Map<Integer, Opcode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(opcode -> opcode.code, opcode -> opcode));

  private final int code;
  private final Action action;

  Opcode(int code, Action action) {
    this.code = code;
    this.action = action;
  }

  /**
   * Finds an instruction.
   *
   * @throws IllegalArgumentException if the byte is none
   */
  static Opcode of(int code) {
    Opcode found = BY_CODE.get(code);
    if (found == null) {
      throw new IllegalArgumentException("byte 0x%02x is no opcode".formatted(code));
    }
    return found;
  }

  void run(PickleMachine machine, PickleInput input) throws IOException {
    action.run(machine, input);
  }
}
