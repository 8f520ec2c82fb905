package dev.shootdown.modelcheck;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;
import tlc2.tool.distributed.TLCServer;
import tlc2.tool.distributed.TLCWorker;

/**
 * TLC's server or worker, reachable from this machine only: by itself Java's remote method invocation listens on every
 * network interface. Runs in TLC's JVM.
 */
final class LoopbackTlc {
    static final String SERVER = "server";
    static final String WORKER = "worker";
    static final String HOST = "127.0.0.1";

    private LoopbackTlc() {}

    private static final class Loopback extends RMISocketFactory {
        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(HOST, port);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return new ServerSocket(port, 0, InetAddress.getByName(HOST));
        }
    }

    /** Arguments: which of the two, and then its own ones. */
    public static void main(String[] args) throws Exception {
        StartedBy.endsThis();
        RMISocketFactory.setSocketFactory(new Loopback());
        String[] own = new String[args.length - 1];
        System.arraycopy(args, 1, own, 0, own.length);
        if (args[0].equals(SERVER)) {
            TLCServer.main(own);
        } else {
            TLCWorker.main(own);
        }
    }
}
