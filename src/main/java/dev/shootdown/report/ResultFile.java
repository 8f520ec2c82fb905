package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What some or all units of a work have come to, as a file. It holds nothing of when, where or how fast: the same units give
 * the same bytes, in whatever parts and order they were done, so that the parts of a work merged are the file of the whole.
 * Its last key is a digest of all others: a number that changed on its way would be added up, and nobody could tell.
 *
 * @param shards into how many shards the work is divided; empty if all units are here, when it matters no more
 * @param done the units whose results are here
 * @param result what they came to, in a form of the work's kind
 */
public record ResultFile(Header header, Optional<Integer> shards, Units done, ObjectNode result) {
    private static final String FORM = "shootdown result 1";
    private static final List<String> KEYS =
            List.of("form", "tool", "build", "kind", "configuration", "units", "done", "shards", "result", "digest");
    private static final int MOST_SHOWN = 60;

    /** Writes numbers itself: how the JDK does has changed with JDK 19. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /**
     * What the work is. Files belong together if all of this is the same.
     *
     * @param tool the version of this program
     * @param build tells apart builds of the same version
     * @param kind the command
     * @param configuration whatever else decides results
     * @param units how many units there are in all
     */
    public record Header(String tool, String build, String kind, Map<String, String> configuration, int units) {
        public Header {
            configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        }

        /** Every value by what it is called, for comparing. */
        private Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("kind", kind);
            values.put("tool", tool);
            values.put("build", build);
            configuration.forEach((key, value) -> values.put("configuration." + key, value));
            values.put("units", Integer.toString(units));
            return values;
        }

        /**
         * What differs first, as in {@code 'build' is '1a' there and '2b' here}; empty if nothing does.
         *
         * @param where what to call the place of this one, {@code there}
         * @param whereOther and of the other one, {@code here}
         */
        public Optional<String> difference(Header other, String where, String whereOther) {
            Map<String, String> ours = values();
            Map<String, String> theirs = other.values();
            List<String> keys = new ArrayList<>(ours.keySet());
            theirs.keySet().stream().filter(key -> !ours.containsKey(key)).forEach(keys::add);
            return keys.stream()
                    .filter(key -> !ours.getOrDefault(key, "").equals(theirs.getOrDefault(key, "")))
                    .findFirst()
                    .map(key -> "'" + key + "' is " + shown(ours.get(key)) + " " + where + " and "
                            + shown(theirs.get(key)) + " " + whereOther);
        }
    }

    public ResultFile {
        if (done.areAll()) {
            shards = Optional.empty();
        }
    }

    /** That of a whole work. */
    public static ResultFile whole(Header header, ObjectNode result) {
        return new ResultFile(header, Optional.empty(), Units.all(header.units()), result);
    }

    /** That of a shard. */
    public static ResultFile of(Header header, Shard shard, ObjectNode result) {
        return new ResultFile(header, Optional.of(shard.of()), Units.of(shard, header.units()), result);
    }

    public boolean isWhole() {
        return done.areAll();
    }

    /** The shards of which a unit is missing, ascending. */
    public List<Shard> missing() {
        return shards.map(done::missing).orElse(List.of());
    }

    /** The bytes of the file, as text: keys always in the same order. */
    public String text() {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        top.put("form", FORM);
        top.put("tool", header.tool());
        top.put("build", header.build());
        top.put("kind", header.kind());
        header.configuration().forEach(top.putObject("configuration")::put);
        top.put("units", header.units());
        top.put("done", done.toString());
        shards.ifPresent(n -> top.put("shards", n));
        top.set("result", result);
        top.put("digest", digest(top));
        return canonical(top);
    }

    private static String canonical(ObjectNode top) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(top).replace("\r\n", "\n") + "\n";
    }

    /** The SHA-256 of the file that there would be without its digest. */
    private static String digest(ObjectNode top) {
        try {
            byte[] bytes = canonical(top).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Writes the file whole or not at all.
     *
     * @throws BadInput if it cannot be written
     */
    public void write(Path file) {
        try {
            WholeFile.put(file, text());
        } catch (IOException e) {
            throw new BadInput(cannotBeWritten(file, e), e);
        }
    }

    /**
     * Asks, before hours of work, whether a file can be written there.
     *
     * @throws BadInput if it cannot, as far as that can be known
     */
    public static void requirePlace(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new BadInput(cannotBeWritten(file));
        }
    }

    /** A full disk, or a folder that has gone since {@link #requirePlace}. */
    private static String cannotBeWritten(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return cannotBeWritten(file);
        }
        String reason = e instanceof FileSystemException of ? of.getReason() : e.getMessage();
        return "The file '" + file + "' cannot be written: "
                + (reason == null ? e.getClass().getSimpleName() : reason) + ".";
    }

    private static String cannotBeWritten(Path file) {
        return "The file '" + file + "' cannot be written (a file in a folder that is there is expected).";
    }

    /**
     * The file, as {@link #write} wrote it.
     *
     * @throws BadInput if there is none, or it is another
     */
    public static ResultFile read(Path file) {
        ObjectNode top = tree(file);
        String form = top.path("form").asString("");
        if (!form.equals(FORM)) {
            throw bad(
                    file,
                    form.isEmpty()
                            ? "it is no result file (key 'form' with '" + FORM + "' is expected)"
                            : "key 'form' is '" + form + "' ('" + FORM
                                    + "' is expected: another version of Shootdown wrote it)");
        }
        top.propertyNames().stream()
                .filter(key -> !KEYS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw bad(file, "key '" + key + "' is unknown");
                });
        Map<String, String> configuration = new LinkedHashMap<>();
        object(file, top, "configuration")
                .properties()
                .forEach(entry -> configuration.put(entry.getKey(), string(file, entry.getKey(), entry.getValue())));
        int units = number(file, top, "units", 1);
        Header header = new Header(
                string(file, top, "tool"), string(file, top, "build"), string(file, top, "kind"), configuration, units);
        Units done = done(file, string(file, top, "done"), units);
        Optional<Integer> shards = done.areAll() ? Optional.empty() : Optional.of(number(file, top, "shards", 2));
        ResultFile content = new ResultFile(header, shards, done, object(file, top, "result"));
        String digest = string(file, top, "digest");
        top.remove("digest");
        if (!digest.equals(digest(top))) {
            throw bad(file, "the file is damaged: its content is not what key 'digest' was made of");
        }
        return content;
    }

    private static ObjectNode tree(Path file) {
        try {
            if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode top) {
                return top;
            }
            throw bad(file, "it is no result file (one JSON object is expected)");
        } catch (NoSuchFileException e) {
            throw new BadInput(file + ": there is no such file.", e);
        } catch (IOException e) {
            throw new BadInput(file + ": the file cannot be read.", e);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new BadInput(file + ":" + line + ": it is no result file, or a damaged one (JSON is expected).", e);
        }
    }

    private static Units done(Path file, String text, int units) {
        try {
            return Units.parse(text, units);
        } catch (IllegalArgumentException e) {
            throw bad(
                    file,
                    "key 'done' holds " + shown(e.getMessage()) + " (ascending ranges of units below " + units
                            + " are expected, as in 0-3,7)");
        }
    }

    private static JsonNode required(Path file, JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw bad(file, "key '" + key + "' is missing");
        }
        return value;
    }

    private static ObjectNode object(Path file, JsonNode node, String key) {
        if (required(file, node, key) instanceof ObjectNode object) {
            return object;
        }
        throw bad(file, "key '" + key + "' is no object");
    }

    private static String string(Path file, JsonNode node, String key) {
        return string(file, key, required(file, node, key));
    }

    private static String string(Path file, String key, JsonNode value) {
        if (!value.isString()) {
            throw bad(file, "key '" + key + "' is no text");
        }
        return value.stringValue();
    }

    private static int number(Path file, JsonNode node, String key, int least) {
        JsonNode value = required(file, node, key);
        if (!value.isInt() || value.intValue() < least) {
            throw bad(
                    file,
                    "key '" + key + "' is " + shown(value.toString()) + " (a number from " + least
                            + " on is expected)");
        }
        return value.intValue();
    }

    /** A complaint about a result file. */
    public static BadInput bad(Path file, String what) {
        return new BadInput(file + ": " + what + ".");
    }

    private static String shown(String value) {
        if (value == null) {
            return "missing";
        }
        return "'" + (value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value) + "'";
    }

    /**
     * Files of one work as one.
     *
     * @param files by where they were read, at least one
     * @param join the results of several files as one; their units differ, their order must not matter
     * @throws BadInput if they are of different works, or a unit is in two of them
     */
    public static ResultFile merge(LinkedHashMap<Path, ResultFile> files, Function<List<ObjectNode>, ObjectNode> join) {
        Map.Entry<Path, ResultFile> first = files.entrySet().iterator().next();
        Header header = first.getValue().header();
        Optional<Map.Entry<Path, ResultFile>> divided = Optional.empty();
        Units done = Units.parse("", header.units());
        for (Map.Entry<Path, ResultFile> next : files.entrySet()) {
            header.difference(next.getValue().header(), "in the first", "in the second")
                    .ifPresent(difference -> {
                        throw new BadInput(first.getKey() + " and " + next.getKey() + " are not of the same work: "
                                + difference + ".");
                    });
            if (next.getValue().shards().isPresent()) {
                divided.ifPresent(other -> requireSameShards(other, next));
                divided = Optional.of(next);
            }
            OptionalInt twice = done.common(next.getValue().done());
            if (twice.isPresent()) {
                throw inTwo(files, next, twice.getAsInt());
            }
            done = done.and(next.getValue().done());
        }
        List<ObjectNode> results =
                files.values().stream().map(ResultFile::result).toList();
        return new ResultFile(header, divided.flatMap(one -> one.getValue().shards()), done, join.apply(results));
    }

    private static void requireSameShards(Map.Entry<Path, ResultFile> one, Map.Entry<Path, ResultFile> other) {
        int first = one.getValue().shards().orElseThrow();
        int second = other.getValue().shards().orElseThrow();
        if (first != second) {
            throw new BadInput(one.getKey() + " and " + other.getKey() + " do not go together: one is of " + first
                    + " shards, the other of " + second + ".");
        }
    }

    private static BadInput inTwo(Map<Path, ResultFile> files, Map.Entry<Path, ResultFile> second, int unit) {
        Path first = files.entrySet().stream()
                .filter(one -> one.getValue().done().has(unit))
                .findFirst()
                .orElseThrow()
                .getKey();
        String shard = second.getValue()
                .shards()
                .map(n -> " (of shard " + new Shard(unit % n + 1, n) + ")")
                .orElse("");
        return new BadInput(first + " and " + second.getKey() + " both hold unit " + unit + shard
                + ", which would be counted twice.");
    }
}
