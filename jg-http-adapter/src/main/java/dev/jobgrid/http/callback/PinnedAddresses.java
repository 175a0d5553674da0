package dev.jobgrid.http.callback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a receiver once for each connection, and gives the client only checked addresses: it connects to these
 * without resolving again, which prevents DNS rebinding. Thread-safe.
 */
final class PinnedAddresses implements DnsResolver {
    private static final int MAX_ADDRESSES = 2;

    private final HostResolver resolver;
    private final AddressRules rules;
    private final ExecutorService threads;
    private final Duration lookupTimeout;

    /**
     * Addresses checked by these rules.
     *
     * @param threads run look-ups, which cannot be aborted
     * @param lookupTimeout the time-out of a look-up
     */
    PinnedAddresses(HostResolver resolver, AddressRules rules, ExecutorService threads, Duration lookupTimeout) {
        this.resolver = resolver;
        this.rules = rules;
        this.threads = threads;
        this.lookupTimeout = lookupTimeout;
    }

    /** The host has a blocked address. */
    static final class ForbiddenAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String name = host.toLowerCase(Locale.ROOT);
        List<InetAddress> addresses = ask(name);
        // One blocked address blocks all: a host that mixes them is malicious or misconfigured.
        if (!addresses.stream().allMatch(address -> rules.allows(name, address))) {
            throw new ForbiddenAddressException();
        }
        return addresses.stream().limit(MAX_ADDRESSES).toArray(InetAddress[]::new);
    }

    private List<InetAddress> ask(String name) throws UnknownHostException {
        try {
            Future<List<InetAddress>> result = threads.submit(() -> resolver.addresses(name));
            return result.get(lookupTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            throw new UnknownHostException("no address");
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
