package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation in shards, merged, is the evaluation in one process: to the last byte. */
class ShardsTest {
    @TempDir
    private Path folder;

    private String tiny;

    private record Outcome(int code, String out, String err) {
        /** The time it took is another every time, and none for what came from a file. */
        String outWithoutTime() {
            return out.replaceAll("\"wall_s\" : [^,]*,", "\"wall_s\" : 0,");
        }
    }

    @BeforeEach
    void writeScenario() throws IOException {
        tiny = scenario("tiny", 60);
    }

    private String scenario(String name, int milliseconds) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                        name: %s
                        source: "this test"
                        machine: paper-ivy-bridge
                        pcpus: 2
                        warm_up: {ms: 1, assumption: "a test"}
                        duration: {ms: %d, assumption: "a test"}
                        vms:
                          - {name: vm1, vcpus: 2, workload: ebizzy}
                          - {name: vm2, vcpus: 2, workload: sysbench-cpu}
                        """.formatted(name, milliseconds))
                .toString();
    }

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static Outcome run(List<String> args, Object... more) {
        List<String> all = new ArrayList<>(args);
        Arrays.stream(more).map(Object::toString).forEach(all::add);
        return run(all.toArray(String[]::new));
    }

    private List<String> evaluate(String... more) {
        List<String> args = new ArrayList<>(List.of("evaluate", "baseline", "shoot4u", "--scenario", tiny));
        args.addAll(List.of("--seeds", "2", "--threads", "2"));
        args.addAll(List.of(more));
        return args;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private List<Path> shards(List<String> command, int of) {
        List<Path> files = new ArrayList<>();
        for (int k = 1; k <= of; k++) {
            Path file = file("shard" + k + "of" + of + ".json");
            Outcome outcome = run(command, "--shard", k + "/" + of, "--result", file);
            assertEquals(Main.HOLDS, outcome.code(), outcome.err());
            files.add(file);
        }
        return files;
    }

    private static void assertRefused(String expected, Outcome outcome) {
        assertEquals(Main.BAD_INPUT, outcome.code(), outcome.out());
        String sentence = outcome.err().lines().findFirst().orElse("");
        assertTrue(sentence.contains(expected), outcome.err());
        assertEquals("", outcome.out());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
    }

    /** As a program would have written it that goes wrong, not a disk: the digest is of what is there. */
    private static void writeSealed(Path file, String text) throws IOException {
        String tail = ",\n  \"digest\" : \"";
        String without = text.substring(0, text.lastIndexOf(tail));
        Files.writeString(file, without + tail + sha256(without + "\n}\n") + "\"\n}\n");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SortedMap<String, byte[]> files(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @Test
    void shardsInAnyOrderAreTheWhole() throws IOException {
        Path whole = file("whole.json");
        Outcome alone = run(evaluate(), "--result", whole);
        assertEquals(Main.HOLDS, alone.code(), alone.err());
        assertFalse(alone.out().matches("(?s).*shoot4u +2 +0 .*"), "there are shootdowns: " + alone.out());
        List<Path> shards = shards(evaluate(), 3);
        Path merged = file("merged.json");
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 0, 1))) {
            Outcome outcome = run(
                    List.of("merge"),
                    shards.get(order.get(0)),
                    shards.get(order.get(1)),
                    shards.get(order.get(2)),
                    "--out",
                    merged);
            assertEquals(Main.HOLDS, outcome.code(), outcome.err());
            assertEquals(alone.out().replace(whole.toString(), merged.toString()), outcome.out());
            assertEquals(Files.readString(whole), Files.readString(merged));
        }
        assertEquals(
                run(evaluate(), "--json").outWithoutTime(),
                run(List.of("merge", "--json"), whole).outWithoutTime());
    }

    @Test
    void missingShardsAreNamedAndCanBeAddedLater() throws IOException {
        List<Path> shards = shards(evaluate(), 4);
        Path some = file("some.json");
        Outcome outcome = run(List.of("merge"), shards.get(2), shards.get(0), "--out", some);
        assertEquals(Main.FAILS, outcome.code());
        assertEquals(
                "evaluate: 2 of 4 units are there; shards 2/4 and 4/4 are missing.\nWritten to " + some + ".\n",
                outcome.out());
        Outcome json = run(List.of("merge", "--json"), some, shards.get(3));
        assertEquals(Main.FAILS, json.code());
        assertTrue(json.out().contains("\"missing_shards\" : [ \"2/4\" ]"), json.out());

        Outcome early = run(evaluate(), "--from", some);
        assertRefused("some.json lacks 2 of 4 runs: shards 2/4 and 4/4 are missing.", early);

        Path all = file("all.json");
        assertEquals(
                Main.HOLDS,
                run(List.of("merge"), some, shards.get(3), shards.get(1), "--out", all)
                        .code());
        Path whole = file("whole.json");
        run(evaluate(), "--result", whole);
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(all));
    }

    @Test
    void mixturesAreRefused() throws IOException {
        Path out = file("out.json");
        Path first = shards(evaluate(), 2).get(0);
        Path second = file("shard2of2.json");
        Path other = file("other.json");
        run(evaluate("--set", "machine.virtualization.invvpid=12345"), "--shard", "2/2", "--result", other);
        assertRefused("'configuration.runs' is ", run(List.of("merge"), first, other, "--out", out));
        run(evaluate("--seed", "5"), "--shard", "2/2", "--result", other);
        assertRefused(
                "'configuration.seeds' is '1-2' in the first and '5-6' in the second.",
                run(List.of("merge"), first, other, "--out", out));
        run(
                evaluate("--artefact", "latency").stream()
                        .filter(arg -> !arg.equals("--scenario") && !arg.equals(tiny))
                        .toList(),
                "--seconds",
                "0.001",
                "--shard",
                "2/2",
                "--result",
                other);
        assertRefused(
                "'configuration.what' is 'latency' in the first and 'artefact latency' in the second.",
                run(List.of("merge"), first, other, "--out", out));
        String text = Files.readString(second);
        writeSealed(other, text.replaceFirst("\"build\" : \"", "\"build\" : \"other "));
        assertRefused("'build' is ", run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replace("\"kind\" : \"evaluate\"", "\"kind\" : \"guess\""));
        assertRefused("other.json: key 'kind' is 'guess' (", run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replace("shootdown result 1", "shootdown result 9"));
        assertRefused("key 'form' is 'shootdown result 9'", run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replace("\"latency_cycles_hdr\" : \"", "\"latency_cycles_hdr\" : \"?"));
        assertRefused(
                "other.json: key 'result.runs[0]' is no run, or a damaged one.",
                run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replace("\"unit\" : 1", "\"unit\" : 2"));
        assertRefused(
                "key 'result.runs' does not hold the units that are in key 'done'",
                run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replaceFirst("\"seed\" : [0-9]+", "\"seed\" : 77"));
        assertRefused(
                "other.json: key 'result.runs[0]' has seed 77, and key 'configuration.seeds' is '1-2'.",
                run(List.of("merge"), first, other, "--out", out));
        writeSealed(other, text.replaceFirst("\"scheme\" : \"[a-z0-9]+\"", "\"scheme\" : \"hybrid\""));
        assertRefused(
                "other.json: key 'result.runs[0]' is of 'hybrid', and key 'configuration.systems' is 'baseline,"
                        + " shoot4u'.",
                run(List.of("merge"), first, other, "--out", out));
        int last = text.lastIndexOf("\"seed\" : ");
        String twice = text.substring(0, last) + text.substring(last).replaceFirst("\"seed\" : 2", "\"seed\" : 1");
        assertNotEquals(text, twice);
        writeSealed(other, twice);
        assertRefused("two runs of ", run(List.of("merge"), first, other, "--out", out));
        Files.writeString(other, text.replaceFirst("\"operations\" : ", "\"operations\" : 1"));
        assertRefused("other.json: the file is damaged: ", run(List.of("merge"), first, other, "--out", out));
        Files.writeString(other, text.substring(0, text.length() / 2));
        assertRefused("it is no result file, or a damaged one", run(List.of("merge"), first, other, "--out", out));
        assertRefused("shard1of2.json is named twice.", run(List.of("merge"), first, first, "--out", out));
        Files.copy(first, other, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertRefused("both hold unit 0 (of shard 1/2)", run(List.of("merge"), first, other, "--out", out));
        assertRefused(
                "none.json: there is no such file.", run(List.of("merge"), first, file("none.json"), "--out", out));
        assertRefused(
                "cannot be written",
                run(List.of("merge"), first, second, "--out", file("no folder").resolve("x")));
        assertFalse(Files.exists(out), "nothing is written of what is refused");
    }

    @Test
    void aReportMadeFromAFileIsThatOfOneProcess() throws IOException {
        Path study = Files.writeString(file("study.yaml"), """
                name: short
                systems: [baseline, kvm_tlb with kvmtlb-cmpxchg-old-value]
                scenarios: [tiny.yaml]
                seeds: 2
                vary:
                  - {key: machine.virtualization.invvpid, values: [1000]}
                """);
        for (List<String> command : List.of(
                evaluate("--exits"),
                List.of("evaluate", "--study", study.toString()),
                List.of("evaluate", "baseline", "--artefact", "cdf", "--seconds", "0.01", "--seeds", "1"))) {
            Path here = file("here");
            Path there = file("there");
            Path whole = file("whole.json");
            Outcome alone = run(command, "--report", here);
            assertEquals(Main.HOLDS, alone.code(), alone.err());
            List<String> plain =
                    command.stream().filter(arg -> !arg.equals("--exits")).toList();
            List<Object> merge = new ArrayList<>(shards(plain, 3));
            Outcome merged = run(List.of("merge", "--out", whole.toString()), merge.toArray());
            assertEquals(Main.HOLDS, merged.code(), merged.err());
            assertEquals(
                    command.contains("--exits"),
                    !merged.out().contains("the same evaluate command with --from FILE makes its tables"),
                    merged.out());
            Outcome from = run(command, "--from", whole, "--report", there);
            assertEquals(Main.HOLDS, from.code(), from.err());
            assertEquals(alone.out().replace(here.toString(), there.toString()), from.out());
            SortedMap<String, byte[]> expected = files(here);
            SortedMap<String, byte[]> made = files(there);
            assertEquals(expected.keySet(), made.keySet());
            expected.forEach((name, bytes) -> assertArrayEquals(bytes, made.get(name), name));
            delete(here);
            delete(there);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    @Test
    void aFileOfOtherArgumentsIsRefused() throws IOException {
        Path whole = file("whole.json");
        run(evaluate(), "--result", whole);
        assertRefused(
                "whole.json is not what these arguments and this build of Shootdown make: 'configuration.seeds' is"
                        + " '1-2' there and '2-3' here.",
                run(evaluate("--seed", "2"), "--from", whole));
        writeSealed(whole, Files.readString(whole).replaceFirst("\"tool\" : \"", "\"tool\" : \"0"));
        assertRefused("'tool' is ", run(evaluate(), "--from", whole));
        run(evaluate(), "--result", whole);
        writeSealed(whole, Files.readString(whole).replaceFirst("\"seed\" : 1", "\"seed\" : 2"));
        assertRefused(
                "whole.json: key 'result.runs[0]' is not of the run with that unit.", run(evaluate(), "--from", whole));
    }

    @Test
    void argumentsThatMakeNoSenseAreRefused() {
        Path file = file("x.json");
        assertRefused("--shard goes with --result FILE", run(evaluate("--shard", "1/2")));
        assertRefused("--shard 3/2: i/n with i from 1 to n", run(evaluate("--shard", "3/2"), "--result", file));
        assertRefused("--exits does not go with it", run(evaluate("--exits", "--shard", "1/2"), "--result", file));
        assertRefused(
                "--from, --compare do not",
                run(evaluate("--shard", "1/2"), "--result", file, "--from", file, "--compare", folder));
        assertRefused("--result does not go with it", run(evaluate(), "--result", file, "--from", file));
        assertRefused("cannot be written", run(evaluate(), "--result", folder));
        assertRefused("x.json: there is no such file.", run(evaluate(), "--from", file));
        assertRefused("--result does not go with it", run(evaluate("--sources"), "--result", file));
        assertFalse(Files.exists(file));
    }

    @Test
    void aSensitivityRunInShardsIsThatOfOneProcess() throws IOException {
        Files.writeString(file("one.yaml"), Files.readString(Path.of(tiny)).replace("ms: 60", "ms: 1"));
        List<String> command = List.of(
                "evaluate", "shoot4u", "--scenario", file("one.yaml").toString(), "--seeds", "1", "--sensitivity");
        Outcome alone = run(command);
        assertEquals(Main.HOLDS, alone.code(), alone.err());
        List<Object> shards = new ArrayList<>(shards(command, 2));
        Path whole = file("whole.json");
        assertEquals(
                Main.HOLDS,
                run(List.of("merge", "--out", whole.toString()), shards.toArray())
                        .code());
        assertEquals(alone.out(), run(command, "--from", whole).out());
    }
}
