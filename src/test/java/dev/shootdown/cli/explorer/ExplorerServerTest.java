package dev.shootdown.cli.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplorerServerTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    static final Scope SMALL = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));

    private final ExplorerServer server = ExplorerServer.start(
            new Session("test", new Session.Setup("kvm_tlb", List.of("kvmtlb-cmpxchg-old-value"), SMALL)), 0);
    private final String path = URI.create(server.url()).getPath();

    @AfterEach
    void stop() {
        server.close();
    }

    private record Answer(int status, String head, String body) {
        JsonNode json() {
            return MAPPER.readTree(body);
        }

        String error() {
            return json().path("error").asString();
        }
    }

    /** Over a plain socket, so that every header is as the test has it. */
    private Answer ask(String method, String target, String host, String more, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            OutputStream out = socket.getOutputStream();
            out.write((method + " " + target + " HTTP/1.1\r\nHost: " + host
                            + "\r\nConnection: close\r\nContent-Length: " + bytes.length + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.flush();
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(text.split(" ")[1]), text.substring(0, end), text.substring(end + 4));
        }
    }

    private String host() {
        return "127.0.0.1:" + server.port();
    }

    private Answer get(String name) throws IOException {
        return ask("GET", path + name, host(), "", "");
    }

    private Answer post(String name, String body) throws IOException {
        return ask("POST", path + name, host(), "", body.replace('\'', '"'));
    }

    private JsonNode apply(String step) throws IOException {
        long revision = get("state").json().required("revision").asLong();
        Answer answer = post("apply", "{'step': '" + step + "', 'revision': " + revision + "}");
        assertEquals(200, answer.status, answer.body);
        return answer.json();
    }

    private static List<String> offered(JsonNode view) {
        List<String> steps = new ArrayList<>();
        view.required("offers").forEach(group -> group.required("steps")
                .forEach(step -> steps.add(step.required("step").asString())));
        return steps;
    }

    @Test
    void takesStepsAndOffersTheNext() throws IOException {
        JsonNode view = get("state").json();
        assertEquals(
                List.of("LoadVcpu(v1, p1)", "LoadVcpu(v1, p2)", "LoadVcpu(v2, p1)", "LoadVcpu(v2, p2)"), offered(view));
        view = apply("LoadVcpu(v1, p1)");
        assertEquals(2, view.required("frames").size());
        assertEquals(List.of("PublishVcpuCpu(v1)", "LoadVcpu(v2, p2)"), offered(view));
        assertEquals("v1", view.required("offers").get(0).required("actor").asString());
        assertEquals(
                "vcpu->cpu = p",
                view.required("offers")
                        .get(0)
                        .required("steps")
                        .get(0)
                        .required("does")
                        .asString());
    }

    @Test
    void takesStepsBackAndAgain() throws IOException {
        apply("LoadVcpu(v1, p1)");
        long revision = apply("LoadVcpu(v2, p2)").required("revision").asLong();
        JsonNode back =
                post("go-to", "{'step': 1, 'revision': " + revision + "}").json();
        assertEquals(2, back.required("frames").size());
        assertEquals(1, back.required("redo").asInt());
        JsonNode again = apply("LoadVcpu(v2, p2)");
        assertEquals(0, again.required("redo").asInt());
        assertEquals(409, post("go-to", "{'step': 3, 'revision': " + again.required("revision") + "}").status);
    }

    @Test
    void refusesWhoHasNoToken() throws IOException {
        for (String target :
                List.of("/", "/state", "/favicon.ico", "/" + "0".repeat(32) + "/state", path + "../state")) {
            Answer answer = ask("GET", target, host(), "", "");
            boolean isKnown = target.startsWith(path);
            assertEquals(isKnown ? 404 : 403, answer.status, target);
            assertFalse(answer.body.contains("frames"), target);
        }
        assertEquals(403, ask("GET", path.substring(0, path.length() - 1), host(), "", "").status, "no slash");
        assertEquals(403, ask("POST", "/wrong/apply", host(), "", "{}").status);
    }

    @Test
    void refusesOtherNamesAndOrigins() throws IOException {
        for (String host :
                List.of("attacker.example", "attacker.example:" + server.port(), "127.0.0.1", "[::1]:1", "")) {
            Answer answer = ask("GET", path + "state", host, "", "");
            assertTrue(answer.status == 403 || host.isEmpty() && answer.status == 400, host + " " + answer.status);
        }
        assertEquals(200, ask("GET", path + "state", "localhost:" + server.port(), "", "").status);
        assertEquals(403, ask("POST", path + "new", host(), "Origin: http://attacker.example\r\n", "{}").status);
        assertEquals(403, ask("POST", path + "new", host(), "Origin: null\r\n", "{}").status);
    }

    @Test
    void listensOnTheLoopbackAddressAlone() throws IOException {
        // The same port is free on every other address of this machine, so nothing listens on all of them.
        try (ServerSocket other = new ServerSocket(server.port(), 1, InetAddress.getByName("127.0.0.2"))) {
            assertEquals(server.port(), other.getLocalPort());
        }
    }

    @Test
    void saysWhatIsWrongWithARequest() throws IOException {
        assertEquals(404, get("nothing").status);
        assertEquals(405, get("apply").status);
        assertEquals(405, post("state", "").status);
        assertEquals(400, post("apply", "[[[").status);
        assertEquals("this is not the JSON that is expected", post("apply", "{").error());
        assertEquals("a JSON object is expected", post("apply", "[]").error());
        assertEquals("'step' needs a text", post("apply", "{'revision': 1}").error());
        Answer unknown = post("apply", "{'step': 'Fly(v1)', 'revision': 1}");
        assertEquals(400, unknown.status);
        assertEquals("scheme kvm_tlb has no step 'Fly(v1)'", unknown.error());
        Answer early = post("apply", "{'step': 'EnterGuest(v1)', 'revision': 1}");
        assertEquals(409, early.status);
        assertEquals("step EnterGuest(v1) is not enabled here", early.error());
        assertEquals(409, post("apply", "{'step': 'LoadVcpu(v1, p1)', 'revision': 7}").status);
        assertEquals(400, post("go-on", "{'strategy': 'fate', 'seed': 1, 'steps': 5, 'revision': 1}").status);
        assertEquals(400, post("search", "{'states': 0}").status);
        assertEquals(409, post("search/apply", "{'revision': 1}").status);
        assertEquals(400, post("new", "{'scheme': 'baseline', 'vcpus': 9}").status);
        assertEquals(400, post("load", "nonsense: 1").status);
        assertEquals(1, get("state").json().required("frames").size(), "nothing was taken");
    }

    @Test
    void readsNoBodyThatIsTooLarge() throws IOException {
        String large = " ".repeat(ExplorerServer.MOST_BYTES + 1);
        assertEquals(413, post("load", large).status);
        assertEquals(200, get("state").status);
    }

    @Test
    void answersOneOfManyWhoClickTheSame() throws Exception {
        ExecutorService clickers = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> clicks = new ArrayList<>();
            for (int k = 0; k < 16; k++) {
                clicks.add(() -> post("apply", "{'step': 'LoadVcpu(v1, p1)', 'revision': 1}").status);
            }
            int taken = 0;
            for (Future<Integer> click : clickers.invokeAll(clicks)) {
                assertTrue(List.of(200, 409).contains(click.get()), "status " + click.get());
                taken += click.get() == 200 ? 1 : 0;
            }
            assertEquals(1, taken);
            assertEquals(2, get("state").json().required("frames").size());
        } finally {
            clickers.shutdownNow();
        }
    }

    @Test
    void findsAViolationAndTakesTheStepsToIt() throws Exception {
        for (String step :
                List.of("LoadVcpu(v1, p1)", "LoadVcpu(v2, p2)", "PublishVcpuCpu(v1)", "PublishVcpuCpu(v2)")) {
            apply(step);
        }
        for (String step :
                List.of("ServeRequests(v1)", "ServeRequests(v2)", "SetInGuestMode(v1)", "SetInGuestMode(v2)")) {
            apply(step);
        }
        assertEquals(200, post("search", "{'states': 200000}").status);
        JsonNode found = answer();
        assertTrue(found.required("reachable").asBoolean(), found.toString());
        assertEquals(
                "Yes: NoStaleTranslation breaks within 13 steps, and no sooner.",
                found.required("sentence").asString());
        JsonNode view = post("search/apply", "{'revision': 9}").json();
        assertEquals("NoStaleTranslation", view.required("broken").asString());
        assertEquals(List.of(), offered(view));
        String saved = get("save").body;
        Recording recording = RecordingFile.parse("saved", saved);
        assertEquals(21, recording.steps().size());
        assertEquals("NoStaleTranslation", recording.invariant());
    }

    private JsonNode answer() throws IOException, InterruptedException {
        JsonNode search = get("search").json();
        for (int k = 0; k < 12_000 && search.required("state").asString().equals("running"); k++) {
            Thread.sleep(50);
            search = get("search").json();
        }
        assertEquals("done", search.required("state").asString());
        return search;
    }

    @Test
    void saysWhenASearchFindsNothingOrIsStopped() throws Exception {
        post("search", "{'states': 500}");
        assertEquals("Not within", answer().required("sentence").asString().substring(0, 10));
        post(
                "new",
                "{'scheme': 'baseline', 'bug': '', 'vcpus': 1, 'pcpus': 1, 'spaces': 1, 'pages': 1, 'frames': 1,"
                        + " 'tables': 0, 'features': []}");
        post("search", "{'states': 100000}");
        String sentence = answer().required("sentence").asString();
        assertTrue(sentence.startsWith("No: none of the "), sentence);
        post(
                "new",
                "{'scheme': 'kvm_tlb', 'bug': '', 'vcpus': 3, 'pcpus': 3, 'spaces': 2, 'pages': 2, 'frames': 2,"
                        + " 'tables': 0, 'features': ['concurrent', 'migrate']}");
        post("search", "{'states': 2000000}");
        post("search/cancel", "{}");
        sentence = answer().required("sentence").asString();
        assertTrue(sentence.startsWith("Not decided: stopped after "), sentence);
    }

    @Test
    void loadsWhatItHasSaved() throws IOException {
        apply("LoadVcpu(v1, p1)");
        apply("PublishVcpuCpu(v1)");
        Answer saved = get("save");
        assertTrue(saved.head.contains("attachment; filename=\"kvm_tlb-by-hand.yaml\""), saved.head);
        post(
                "new",
                "{'scheme': 'shoot4u', 'bug': '', 'vcpus': 2, 'pcpus': 1, 'spaces': 1, 'pages': 1, 'frames': 1,"
                        + " 'tables': 0, 'features': ['halt']}");
        assertEquals("shoot4u", get("state").json().required("title").asString());
        JsonNode loaded = ask("POST", path + "load", host(), "", saved.body).json();
        assertEquals("kvm_tlb", loaded.required("title").asString());
        assertEquals(3, loaded.required("frames").size());
        String broken = saved.body.replace("PublishVcpuCpu(v1)", "EnterGuest(v1)");
        assertEquals(
                "the file:20: step 2, EnterGuest(v1), is not enabled here.",
                ask("POST", path + "load", host(), "", broken).error());
        assertEquals(3, get("state").json().required("frames").size(), "nothing was taken of it");
    }

    @Test
    void letsAnAdversaryGoOn() throws IOException {
        JsonNode view = post("go-on", "{'strategy': 'pct', 'seed': 3, 'steps': 12, 'revision': 1}")
                .json();
        assertEquals(13, view.required("frames").size());
        List<String> once = new ArrayList<>();
        view.required("frames").forEach(frame -> once.add(frame.required("step").asString()));
        post("go-to", "{'step': 0, 'revision': 2}");
        List<String> twice = new ArrayList<>();
        post("go-on", "{'strategy': 'pct', 'seed': 3, 'steps': 12, 'revision': 3}")
                .json()
                .required("frames")
                .forEach(frame -> twice.add(frame.required("step").asString()));
        assertEquals(once, twice);
    }

    @Test
    void servesAPageThatNeedsNothingElse() throws IOException {
        Answer page = get("");
        assertEquals(200, page.status);
        assertTrue(page.head.contains("Content-security-policy: default-src 'none'"), page.head);
        assertFalse(page.body.contains("http://") || page.body.contains("https://"));
        assertEquals(200, get("explorer.js").status);
        assertEquals(200, get("explorer.css").status);
    }

    @Test
    void saysThatAPortIsTaken() {
        BadInput e = assertThrows(
                BadInput.class,
                () -> ExplorerServer.start(
                        new Session("test", new Session.Setup("baseline", List.of(), SMALL)), server.port()));
        assertTrue(e.getMessage().startsWith("--port " + server.port() + ": nothing can listen there"), e.getMessage());
    }

    @Test
    void refusesMachinesThatNobodyCanLookAt() {
        Scope large = Scope.small(9, 2, 1, 1, 1, 0, EnumSet.noneOf(Feature.class));
        BadInput e = assertThrows(BadInput.class, () -> new Session.Setup("baseline", List.of(), large));
        assertEquals("at most 8 vCPUs can be explored by hand, not 9", e.getMessage());
    }
}
