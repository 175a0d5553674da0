package dev.jobgrid.http.jetty;

import static java.lang.System.Logger.Level.WARNING;

import dev.jobgrid.auth.IpAddress;
import dev.jobgrid.http.TrustedProxies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Limits the connections of one address, of IPv6 a /64, and closes further ones. Trusted proxies, which serve many
 * clients, have no such limit. Thread-safe.
 */
final class AddressConnectionLimit implements SelectorManager.AcceptListener {
    private static final System.Logger LOG = System.getLogger(AddressConnectionLimit.class.getName());
    private static final long SAID_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final int max;
    private final TrustedProxies proxies;
    private final Map<SelectableChannel, IpAddress> open = new ConcurrentHashMap<>();
    private final Map<IpAddress, Integer> counts = new ConcurrentHashMap<>();
    private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - SAID_EVERY_NANOS);

    AddressConnectionLimit(int max, TrustedProxies proxies) {
        this.max = max;
        this.proxies = proxies;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        peer(channel).filter(peer -> !proxies.trusts(peer.toString())).ifPresent(peer -> {
            open.put(channel, peer.network());
            if (counts.merge(peer.network(), 1, Integer::sum) > max) {
                warn(peer);
                close(channel);
            }
        });
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        Optional.ofNullable(open.remove(channel))
                .ifPresent(network -> counts.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1));
    }

    private static Optional<IpAddress> peer(SelectableChannel channel) {
        try {
            return channel instanceof SocketChannel socket
                            && socket.getRemoteAddress() instanceof InetSocketAddress address
                            && !address.isUnresolved()
                    ? Optional.of(IpAddress.of(address.getAddress().getAddress()))
                    : Optional.empty();
        } catch (IOException e) {
            // It is closed already.
            return Optional.empty();
        }
    }

    private void warn(IpAddress peer) {
        long said = saidNanos.get();
        long now = System.nanoTime();
        if (now - said >= SAID_EVERY_NANOS && saidNanos.compareAndSet(said, now)) {
            LOG.log(
                    WARNING,
                    peer + " reached the limit of " + max
                            + " connections per address; more are closed. If it is a proxy, list it as trusted");
        }
    }

    private static void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was sent, so nothing is lost.
            return;
        }
    }
}
