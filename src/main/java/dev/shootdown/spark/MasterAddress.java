package dev.shootdown.spark;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user writes after {@code --spark}. */
final class MasterAddress {
    private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:spark://)?\\[?([^,]+?)]?:(\\d{1,5})");
    private static final int PATIENCE_MS = 5_000;

    private MasterAddress() {}

    /** Threads of this process, with Spark around them. */
    static boolean isLocal(String master) {
        return master.startsWith("local") && !master.startsWith("local-cluster");
    }

    /** Whether nobody outside this machine takes part, as far as the address says. */
    static boolean isHere(String master) {
        return master.startsWith("local")
                || master.startsWith("spark://127.0.0.1:")
                || master.startsWith("spark://localhost:");
    }

    /**
     * Spark itself would ask for a minute.
     *
     * @throws BadInput if nobody listens at any of a standalone master's addresses
     */
    static void requireAnswer(String master) {
        Matcher standalone = STANDALONE.matcher(master);
        if (!standalone.matches()) {
            return;
        }
        List<String> silent = new ArrayList<>();
        for (String one : standalone.group(1).split(",")) {
            Matcher address = HOST_AND_PORT.matcher(one);
            if (!address.matches() || Integer.parseInt(address.group(2)) > 65_535) {
                throw new BadInput("--spark " + master + ": '" + one + "' is no HOST:PORT.");
            }
            if (listens(address.group(1), Integer.parseInt(address.group(2)))) {
                return;
            }
            silent.add(one);
        }
        throw new BadInput("--spark " + master + ": no master answers at " + String.join(" or ", silent) + ".");
    }

    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
