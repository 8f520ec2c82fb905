package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code docs/batch.md} tells people to copy works as it stands there, with a shorter evaluation. */
class BatchPageTest {
    private static final int SHARDS = 2;
    private static final String SHORT = "baseline shoot4u --scenario tiny.yaml --seeds 2";

    @TempDir
    private Path folder;

    private String page;

    @BeforeEach
    void setUp() throws IOException {
        page = Files.readString(Path.of("docs/batch.md"));
        Files.writeString(folder.resolve("tiny.yaml"), """
                name: tiny
                source: "this test"
                machine: paper-ivy-bridge
                pcpus: 2
                warm_up: {ms: 1, assumption: "a test"}
                duration: {ms: 30, assumption: "a test"}
                vms:
                  - {name: vm1, vcpus: 2, workload: ebizzy}
                """);
        Path command = Files.writeString(folder.resolve("shootdown"), """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.shootdown.cli.Main "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), classPath()));
        assertTrue(command.toFile().setExecutable(true));
        Files.createDirectory(folder.resolve("shards"));
    }

    private static String classPath() {
        StringBuilder absolute = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            absolute.append(absolute.isEmpty() ? "" : java.io.File.pathSeparator)
                    .append(Path.of(entry).toAbsolutePath());
        }
        return absolute.toString();
    }

    /** The fenced blocks of a section, with the short evaluation in place of the long one. */
    private List<String> blocks(String heading, String language) {
        int start = page.indexOf("\n## " + heading + "\n");
        assertTrue(start >= 0, heading);
        int end = page.indexOf("\n## ", start + 1);
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page.substring(start, end < 0 ? page.length() : end));
        return matcher.results()
                .map(found -> found.group(1)
                        .replace("--scenario paper-2vm --seeds 200", SHORT)
                        .replace("seq 16", "seq " + SHARDS)
                        .replace("/16 ", "/" + SHARDS + " ")
                        .replace("/16\"", "/" + SHARDS + "\""))
                .toList();
    }

    private void sh(String script, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), script + said);
    }

    private static void run(String... args) {
        StringWriter said = new StringWriter();
        assertEquals(Main.HOLDS, Main.execute(args, new PrintWriter(said), new PrintWriter(said)), said::toString);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private byte[] whole() throws IOException {
        run(("evaluate " + SHORT.replace("tiny.yaml", at("tiny.yaml")) + " --result " + at("whole.json")).split(" "));
        return Files.readAllBytes(folder.resolve("whole.json"));
    }

    private byte[] merged() throws IOException {
        run("merge", at("shards/2.json"), at("shards/1.json"), "--out", at("all.json"));
        return Files.readAllBytes(folder.resolve("all.json"));
    }

    @Test
    void theLineForAShell() throws IOException, InterruptedException {
        sh(blocks("In a shell", "sh").get(0), Map.of());
        assertArrayEquals(whole(), Files.readAllBytes(folder.resolve("all.json")));
    }

    @Test
    void theScriptForSlurm() throws IOException, InterruptedException {
        String script = blocks("Slurm", "sh").get(0);
        for (int task = 1; task <= SHARDS; task++) {
            sh(
                    script,
                    Map.of(
                            "SLURM_SUBMIT_DIR",
                            folder.toString(),
                            "SLURM_CPUS_PER_TASK",
                            "1",
                            "SLURM_ARRAY_TASK_ID",
                            Integer.toString(task)));
        }
        assertArrayEquals(whole(), merged());
    }

    @Test
    void theJobForKubernetes() throws IOException, InterruptedException {
        Object job = null;
        for (Object one : new Load(LoadSettings.builder().build())
                .loadAllFromString(blocks("Kubernetes", "yaml").get(0))) {
            job = in(one, "kind").equals("Job") ? one : job;
        }
        assertEquals("Indexed", in(job, "spec", "completionMode"));
        Object container = ((List<?>) in(job, "spec", "template", "spec", "containers")).get(0);
        assertEquals(List.of("sh", "-c"), in(container, "command"));
        String script = ((List<?>) in(container, "args")).get(0).toString();
        assertTrue(script.contains("/opt/shootdown") && script.contains("/shards/"), script);
        for (int index = 0; index < SHARDS; index++) {
            sh(
                    script.replace("/opt/shootdown", folder.toString()).replace("/shards/", at("shards") + "/"),
                    Map.of("JOB_COMPLETION_INDEX", Integer.toString(index)));
        }
        assertArrayEquals(whole(), merged());
    }

    private static Object in(Object mapping, String... keys) {
        Object at = mapping;
        for (String key : keys) {
            at = ((Map<?, ?>) at).get(key);
        }
        return at;
    }
}
