package dev.shootdown.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A protobuf message, decoded by its wire format alone: for each field number its values, a {@code Long} or bytes. */
public final class ProtoDecoder extends TreeMap<Integer, List<Object>> {
    private static final long serialVersionUID = 1;

    public static ProtoDecoder parse(byte[] bytes) {
        ProtoDecoder message = new ProtoDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value;
            switch ((int) tag & 7) {
                case 0 -> value = varint(in);
                case 1 -> value = in.getLong();
                case 2 -> {
                    byte[] content = new byte[(int) varint(in)];
                    in.get(content);
                    value = content;
                }
                default -> throw new AssertionError("wire type " + (tag & 7));
            }
            message.computeIfAbsent((int) (tag >>> 3), any -> new ArrayList<>()).add(value);
        }
        return message;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte one = in.get();
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
    }

    public List<ProtoDecoder> messages(int field) {
        return getOrDefault(field, List.of()).stream()
                .map(bytes -> parse((byte[]) bytes))
                .toList();
    }

    public long number(int field) {
        return (Long) get(field).get(0);
    }

    public String text(int field) {
        return containsKey(field) ? new String((byte[]) get(field).get(0), StandardCharsets.UTF_8) : "";
    }

    public List<Object> all(int field) {
        return getOrDefault(field, List.of());
    }
}
