package dev.jobgrid.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a peer. An IPv4 address that is written as an IPv6 one (::ffff:a.b.c.d) is the IPv4 address. Immutable.
 */
public final class IpAddress {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";

    // Only what cannot be a host's name: reading an address must never ask a name server.
    private static final Pattern LITERAL =
            Pattern.compile(OCTET + "(\\." + OCTET + "){3}|(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final Pattern ZONE = Pattern.compile("%[A-Za-z0-9._~-]{1,64}$");

    private final InetAddress address;

    private IpAddress(InetAddress address) {
        this.address = address;
    }

    /**
     * Reads an address as servers and proxies write a peer's: an IPv6 address may have brackets and a zone
     * ("[fe80::1%eth0]"), both of which are ignored. Empty if it is not an address. Never asks a name server.
     */
    public static Optional<IpAddress> read(String text) {
        boolean isBracketed = text.startsWith("[") && text.endsWith("]") && text.indexOf(':') >= 0;
        String inner = isBracketed ? text.substring(1, text.length() - 1) : text;
        return literal(inner.indexOf(':') >= 0 ? ZONE.matcher(inner).replaceFirst("") : inner);
    }

    /** Reads an address without brackets and zone. */
    static Optional<IpAddress> literal(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // By way of the bytes, to which no zone belongs. Both make an IPv4 address of a mapped one.
            return Optional.of(of(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /**
     * An address by its bytes.
     *
     * @throws IllegalArgumentException if there are not 4 or 16
     */
    public static IpAddress of(byte... bytes) {
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** Its 4 or 16 bytes. */
    public byte[] bytes() {
        return address.getAddress();
    }

    /** The address block of one client: this address, or for IPv6 the first address with the same first 64 bits. */
    public IpAddress network() {
        byte[] bytes = bytes();
        if (bytes.length == 16) {
            Arrays.fill(bytes, 8, 16, (byte) 0);
        }
        return of(bytes);
    }

    /** The canonical text, for comparison as text: "10.0.0.7", "fd00:0:0:0:0:0:0:1". */
    @Override
    public String toString() {
        return address.getHostAddress();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }
}
