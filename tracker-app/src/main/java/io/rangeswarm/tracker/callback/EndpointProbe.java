package io.rangeswarm.tracker.callback;

import io.rangeswarm.model.access.EndpointProof;
import io.rangeswarm.model.access.TlsClient;
import io.rangeswarm.model.api.ApiPaths;
import io.rangeswarm.model.net.AddressScope;
import io.rangeswarm.tracker.core.swarm.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call to an endpoint: a challenge that only the peer which registered it can answer. It tells nothing, follows nowhere
 * and reads little: a call to a stranger costs him one connection and this tracker five seconds of one thread.
 */
public final class EndpointProbe {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Of an answer, head and all, in bytes. */
    private static final int ANSWER_MAX = 4096;

    private static final Logger log = LoggerFactory.getLogger("c2ms");

    private final Optional<TlsClient> tls;
    private final SecureRandom random;

    /** @param tls how endpoints by https are called; empty where they are taken to be reachable */
    public EndpointProbe(Optional<TlsClient> tls, SecureRandom random) {
        this.tls = tls;
        this.random = random;
    }

    /** Whether the peer that has this secret answers there. */
    boolean isReached(Endpoint endpoint, String secret) {
        boolean isEncrypted = endpoint.url().startsWith("https:");
        if (isEncrypted && tls.isEmpty()) {
            return true;
        }
        String challenge = EndpointProof.random(random);
        String host = endpoint.host();
        try {
            InetAddress address = InetAddress.getByName(host);
            if (AddressScope.of(address) == AddressScope.NONE) {
                return false;
            }
            try (Socket plain = new Socket()) {
                int millis = (int) DEADLINE.toMillis();
                long end = System.nanoTime() + DEADLINE.toNanos();
                plain.connect(new InetSocketAddress(address, endpoint.port()), millis);
                plain.setSoTimeout(millis);
                try (Socket socket = isEncrypted ? encrypted(plain, endpoint) : plain) {
                    String head = "GET " + ApiPaths.PROOFS + challenge + " HTTP/1.1\r\nHost: " + host + ":"
                            + endpoint.port() + "\r\nConnection: close\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    String answer = read(plain, socket.getInputStream(), end);
                    return answer.startsWith("HTTP/1.1 200")
                            && answer.endsWith(EndpointProof.answer(challenge, secret));
                }
            }
        } catch (IOException unreachable) {
            log.debug("nobody answers at {}: {}", endpoint, unreachable.toString());
            return false;
        }
    }

    private Socket encrypted(Socket plain, Endpoint endpoint) throws IOException {
        String host = endpoint.host().replaceAll("[\\[\\]]", "");
        SSLSocket socket = (SSLSocket) tls.orElseThrow().sockets().createSocket(plain, host, endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** To the end, for the connection is to be closed; who drips has only so long. */
    private static String read(Socket plain, InputStream in, long end) throws IOException {
        byte[] answer = new byte[ANSWER_MAX];
        int length = 0;
        int count;
        do {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("too slow");
            }
            plain.setSoTimeout((int) left);
            count = in.read(answer, length, answer.length - length);
            length += Math.max(0, count);
        } while (count > 0 && length < answer.length);
        return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    }
}
