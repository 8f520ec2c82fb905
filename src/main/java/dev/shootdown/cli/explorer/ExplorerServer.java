package dev.shootdown.cli.explorer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.PageText;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves one {@link Session} to a browser on this machine. It listens on the loopback address only; every path begins with a
 * random token, so that other users and pages of other origins cannot ask; the {@code Host} header must name this machine, so
 * that a name which an attacker has pointed here (DNS rebinding) does not help.
 */
public final class ExplorerServer implements AutoCloseable {
    /** The largest body that is read: a saved schedule is far smaller. */
    static final int MOST_BYTES = 1 << 20;

    private static final int THREADS = 4;
    private static final int TOKEN_BYTES = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Map<String, String> FILES = Map.of(
            "explorer.css", "text/css; charset=utf-8",
            "explorer.js", "text/javascript; charset=utf-8");

    private final HttpServer server;
    private final ExecutorService threads;
    private final Session session;
    private final String token;
    private Search search;

    private ExplorerServer(Session session, HttpServer server) {
        this.session = session;
        this.server = server;
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        token = HexFormat.of().formatHex(random);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "explorer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for any that is free
     */
    public static ExplorerServer start(Session session, int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            ExplorerServer explorer = new ExplorerServer(session, server);
            server.createContext("/", explorer::handle);
            server.setExecutor(explorer.threads);
            server.start();
            return explorer;
        } catch (IOException e) {
            throw new BadInput(
                    "--port " + port + ": nothing can listen there on 127.0.0.1 (" + e.getMessage() + ").", e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Where the page is; whoever has it can use it. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/" + token + "/";
    }

    @Override
    public void close() {
        synchronized (this) {
            if (search != null) {
                search.cancel();
            }
        }
        server.stop(0);
        threads.shutdownNow();
    }

    // --- requests

    /** A request that is refused, with a sentence. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String sentence) {
            super(sentence);
            this.status = status;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange);
            } catch (Refused e) {
                refuse(exchange, e.status, e.getMessage());
            } catch (Session.Conflict e) {
                refuse(exchange, 409, e.getMessage());
            } catch (BadInput | JacksonException e) {
                refuse(exchange, 400, e instanceof BadInput ? e.getMessage() : "this is not the JSON that is expected");
            } catch (RuntimeException e) {
                refuse(exchange, 500, "a defect of Shootdown: " + e);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = path(exchange);
        String method = exchange.getRequestMethod();
        if (FILES.containsKey(path) || path.isEmpty() || path.equals("state") || path.equals("save")) {
            allow(method, "GET");
        } else if (path.equals("search")) {
            if (method.equals("GET")) {
                json(exchange, ExplorerJson.search(search()));
                return;
            }
            allow(method, "POST");
        } else if (ACTIONS.contains(path)) {
            allow(method, "POST");
        } else {
            throw new Refused(404, "there is nothing at '" + path + "'");
        }
        switch (path) {
            case "" -> send(exchange, 200, "text/html; charset=utf-8", PageText.resource("explorer.html"));
            case "explorer.css" ->
                send(
                        exchange,
                        200,
                        FILES.get(path),
                        PageText.resource("page.css")
                                + PageText.resource("schedule.css")
                                + PageText.resource("explorer.css"));
            case "explorer.js" ->
                send(
                        exchange,
                        200,
                        FILES.get(path),
                        PageText.resource("schedule.js") + PageText.resource("explorer.js"));
            case "save" -> save(exchange);
            case "search" -> {
                startSearch(new Request(body(exchange)));
                json(exchange, ExplorerJson.search(search()));
            }
            case "search/cancel" -> {
                cancelSearch();
                json(exchange, ExplorerJson.search(search()));
            }
            case "state" -> json(exchange, ExplorerJson.view(session.view()));
            default -> {
                act(path, exchange);
                json(exchange, ExplorerJson.view(session.view()));
            }
        }
    }

    private static final List<String> ACTIONS =
            List.of("apply", "go-to", "go-on", "new", "load", "search/apply", "search/cancel");

    private void act(String path, HttpExchange exchange) throws IOException {
        if (path.equals("load")) {
            load("the file", body(exchange));
            return;
        }
        Request request = new Request(body(exchange));
        switch (path) {
            case "apply" -> session.apply(request.text("step"), request.number("revision"));
            case "go-to" -> session.goTo(request.small("step"), request.number("revision"));
            case "go-on" ->
                session.goOn(
                        request.text("strategy"),
                        request.number("seed"),
                        request.small("steps"),
                        request.number("revision"));
            case "new" -> session.begin(ExplorerJson.setup(request.node));
            default -> {
                Search done = search();
                Search.Answer found = done == null ? null : done.answer();
                if (found == null || !found.isReachable()) {
                    throw new Refused(409, "no search has found anything");
                }
                session.applyAll(found.steps(), done.revision());
            }
        }
    }

    private void load(String file, String text) {
        try {
            session.load(RecordingFile.parse(file, text));
        } catch (Replay.NotEnabled e) {
            throw e.in(file, text);
        }
    }

    private synchronized Search search() {
        return search;
    }

    private synchronized void startSearch(Request request) {
        int states = request.small("states");
        if (states < 1 || states > Search.MOST_STATES) {
            throw new BadInput("a search sees between 1 and " + Search.MOST_STATES + " states, not " + states);
        }
        cancelSearch();
        synchronized (session) {
            search = Search.start(session.machine(), session.revision(), states);
        }
    }

    private synchronized void cancelSearch() {
        if (search != null) {
            search.cancel();
        }
    }

    private void save(HttpExchange exchange) throws IOException {
        Session.View view = session.view();
        exchange.getResponseHeaders()
                .set(
                        "Content-Disposition",
                        "attachment; filename=\"" + view.setup().scheme().replaceAll("[^A-Za-z0-9._-]", "_")
                                + "-by-hand.yaml\"");
        send(exchange, 200, "application/yaml; charset=utf-8", RecordingFile.text(view.recording()));
    }

    // --- what may ask

    /** The path behind the token. */
    private String path(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        if (!host.equals("127.0.0.1:" + port()) && !host.equals("localhost:" + port())) {
            throw new Refused(403, "this is served under the address that was printed, and under no other name");
        }
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        if (origin != null && !origin.equals("http://" + host)) {
            throw new Refused(403, "pages of other origins may not ask");
        }
        String[] parts = exchange.getRequestURI().getRawPath().split("/", 3);
        byte[] given = (parts.length > 1 ? parts[1] : "").getBytes(StandardCharsets.UTF_8);
        if (parts.length < 3 || !MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8))) {
            throw new Refused(403, "the address needs the token that was printed");
        }
        return parts[2];
    }

    private static void allow(String method, String allowed) {
        if (!method.equals(allowed)) {
            throw new Refused(405, "this takes " + allowed + " only");
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Refused(413, "at most " + MOST_BYTES + " bytes are read");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The JSON object of a request. */
    private static final class Request {
        private final JsonNode node;

        Request(String body) {
            node = MAPPER.readTree(body);
            if (!node.isObject()) {
                throw new BadInput("a JSON object is expected");
            }
        }

        String text(String key) {
            JsonNode value = node.path(key);
            if (!value.isString()) {
                throw new BadInput("'" + key + "' needs a text");
            }
            return value.asString();
        }

        long number(String key) {
            JsonNode value = node.path(key);
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw new BadInput("'" + key + "' needs a whole number");
            }
            return value.asLong();
        }

        int small(String key) {
            long value = number(key);
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new BadInput("'" + key + "' is " + value + ", which makes no sense");
            }
            return (int) value;
        }
    }

    // --- answers

    private static void json(HttpExchange exchange, JsonNode node) throws IOException {
        send(exchange, 200, "application/json; charset=utf-8", MAPPER.writeValueAsString(node));
    }

    private static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        String json = MAPPER.writeValueAsString(Map.of("error", String.valueOf(sentence)));
        send(exchange, status, "application/json; charset=utf-8", json);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:;"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        if (status >= 400) {
            headers.set("Connection", "close"); // what is left of a refused body is not read
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
