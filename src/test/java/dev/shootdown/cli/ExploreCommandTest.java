package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExploreCommandTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private interface Visit {
        void to(String url) throws IOException, InterruptedException;
    }

    /** Runs the command in a thread until the visit is over; nothing but the address is printed. */
    private static void serving(Visit visit, String... args) throws IOException, InterruptedException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        AtomicInteger code = new AtomicInteger(-1);
        Thread command = new Thread(() -> code.set(Main.execute(args, new PrintWriter(out), new PrintWriter(err))));
        command.start();
        while (out.toString().indexOf('\n') < 0 && command.isAlive()) {
            Thread.sleep(10);
        }
        String url = out.toString().strip();
        assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/"), url + err);
        visit.to(url);
        command.interrupt();
        command.join();
        assertEquals(Main.HOLDS, code.get(), err.toString());
        assertEquals(url, out.toString().strip());
        assertEquals("", err.toString());
    }

    private static JsonNode state(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url + "state")).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        return MAPPER.readTree(answer.body());
    }

    @Test
    void servesTheMachineOnWhichABugIsFound() throws Exception {
        serving(
                url -> {
                    JsonNode setup = state(url).required("setup");
                    assertEquals("CVE-2016-2069", setup.required("bug").asString());
                    assertEquals(2, setup.required("spaces").asInt());
                    assertTrue(setup.required("features").toString().contains("store-buffers"));
                },
                "explore",
                "baseline",
                "--bug",
                "CVE-2016-2069");
    }

    @Test
    void servesAMachineOfAGivenSizeAndARecordedSchedule() throws Exception {
        serving(
                url -> assertEquals(
                        3, state(url).required("setup").required("vcpus").asInt()),
                "explore",
                "shoot4u",
                "--scope",
                "large");
        Path file = folder.resolve("one.yaml");
        Files.writeString(file, """
                shootdown: 1
                scheme: shoot4u
                bugs: []
                vcpus_of_vm: [1]
                pcpus: 1
                spaces: 1
                pages: 1
                frames: 1
                tables: 0
                window: 1
                flush_ceiling: 1
                features: []
                strategy: by hand
                seed: 0
                schedule: 0
                invariant: none
                steps:
                  - LoadVcpu(v1, p1)
                """);
        serving(url -> assertEquals(2, state(url).required("frames").size()), "explore", "--load", file.toString());
        assertRefused(
                "shootdown explore: --load takes scheme, bug and machine from the file: leave the others out.",
                "--load",
                file.toString(),
                "baseline");
        Files.writeString(file, Files.readString(file).replace("LoadVcpu(v1, p1)", "EnterGuest(v1)"));
        assertRefused(
                "shootdown explore: " + file + ":18: step 1, EnterGuest(v1), is not enabled here.",
                "--load",
                file.toString());
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused("shootdown explore: --port 65536: ports are between 0 and 65535.", "--port", "65536");
        assertRefused(
                "shootdown explore: no scheme is called 'x'; there are baseline, kvm_tlb, pv_tlb_flush, shoot4u", "x");
        assertRefused(
                "shootdown explore: scheme shoot4u has no bug 'x'; it has CVE-2016-2069, CVE-2018-18281,"
                        + " free-before-flush, lazy-freed-tables, shoot4u-cpu-order, shoot4u-emulation, shoot4u-gup-race,"
                        + " shoot4u-shared-info, vpid-no-migration-flush.",
                "shoot4u",
                "--bug",
                "x");
    }

    private static void assertRefused(String sentence, String... more) {
        String[] args = new String[more.length + 1];
        args[0] = "explore";
        System.arraycopy(more, 0, args, 1, more.length);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(Main.BAD_INPUT, Main.execute(args, new PrintWriter(out), new PrintWriter(err)));
        assertEquals("", out.toString());
        assertEquals(sentence, err.toString().strip());
    }
}
