/*
 * A load generator for byte ranges: keep-alive connections, each asking for one random aligned block of a file after
 * the other. Bodies are discarded in the kernel (recv with MSG_TRUNC), so that the client takes as little of the
 * machine as it can and the server is what is measured.
 *
 *   discard HOST PORT PATH LENGTH BLOCK CONNECTIONS SECONDS SEED
 *
 * LENGTH is the file's, BLOCK the range's, both in bytes. Prints one line of JSON:
 *   {"bytes":…,"requests":…,"errors":…,"reconnects":…,"seconds":…}
 * bytes are those of bodies; an error is an answer other than 206 with BLOCK bytes, or a connection that broke inside one.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER_MAX = 8192, CONNECTIONS_MAX = 4096 };

struct connection {
    int fd;
    char header[HEADER_MAX];
    size_t headerLength;
    int inBody;
    uint64_t bodyLeft;
};

static struct sockaddr_in address;
static const char *host, *path;
static uint64_t fileLength, block, state;
static uint64_t bytes, requests, errors, reconnects;
static int epoll;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "discard: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* xorshift64*: the same blocks for the same seed. */
static uint64_t next(void) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717ULL;
}

static void ask(struct connection *connection) {
    char request[1024];
    uint64_t start = next() % (fileLength / block) * block;
    int length = snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\nRange: bytes=%llu-%llu\r\n\r\n", path, host, ntohs(address.sin_port),
        (unsigned long long) start, (unsigned long long) (start + block - 1));
    connection->headerLength = 0;
    connection->inBody = 0;
    /* A request fits any socket buffer that has just been emptied. */
    if (send(connection->fd, request, length, MSG_NOSIGNAL) != length) {
        errors++;
    }
}

static void open_connection(struct connection *connection) {
    int one = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *) &address, sizeof address) < 0) {
        fail("connect");
    }
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0) {
        fail("epoll_ctl");
    }
    ask(connection);
}

static void reopen(struct connection *connection, int broken) {
    close(connection->fd);
    errors += broken;
    reconnects++;
    open_connection(connection);
}

static void end_answer(struct connection *connection) {
    requests++;
    ask(connection);
}

/* Returns 0 unless all of the header is there; else where the body starts. */
static size_t end_of_header(const struct connection *connection) {
    const char *end = memmem(connection->header, connection->headerLength, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t) (end - connection->header) + 4;
}

static void read_header(struct connection *connection) {
    ssize_t count = recv(connection->fd, connection->header + connection->headerLength,
        HEADER_MAX - 1 - connection->headerLength, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
        return;
    }
    if (count <= 0) {
        reopen(connection, connection->headerLength > 0);
        return;
    }
    connection->headerLength += count;
    connection->header[connection->headerLength] = 0;
    size_t start = end_of_header(connection);
    if (start == 0) {
        if (connection->headerLength >= HEADER_MAX - 1) {
            reopen(connection, 1);
        }
        return;
    }
    const char *length = strcasestr(connection->header, "\r\ncontent-length:");
    if (strncmp(connection->header, "HTTP/1.1 206", 12) != 0 || length == NULL
            || strtoull(length + 17, NULL, 10) != block) {
        reopen(connection, 1);
        return;
    }
    uint64_t come = connection->headerLength - start;
    bytes += come;
    connection->inBody = 1;
    connection->bodyLeft = block - come;
    if (connection->bodyLeft == 0) {
        end_answer(connection);
    }
}

static void read_body(struct connection *connection) {
    static char unused[1];
    ssize_t count = recv(connection->fd, unused, connection->bodyLeft, MSG_DONTWAIT | MSG_TRUNC);
    if (count < 0 && errno == EAGAIN) {
        return;
    }
    if (count <= 0) {
        reopen(connection, 1);
        return;
    }
    bytes += count;
    connection->bodyLeft -= count;
    if (connection->bodyLeft == 0) {
        end_answer(connection);
    }
}

int main(int count, char **arguments) {
    if (count != 9) {
        fprintf(stderr, "usage: discard HOST PORT PATH LENGTH BLOCK CONNECTIONS SECONDS SEED\n");
        return 2;
    }
    host = arguments[1];
    path = arguments[3];
    fileLength = strtoull(arguments[4], NULL, 10);
    block = strtoull(arguments[5], NULL, 10);
    int connectionCount = atoi(arguments[6]);
    double seconds = atof(arguments[7]);
    state = strtoull(arguments[8], NULL, 10) * 2 + 1;
    address.sin_family = AF_INET;
    address.sin_port = htons(atoi(arguments[2]));
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 || block == 0 || fileLength < block || seconds <= 0
            || connectionCount < 1 || connectionCount > CONNECTIONS_MAX) {
        fprintf(stderr, "discard: HOST is an IPv4 address, LENGTH at least BLOCK, CONNECTIONS 1 to %d, SECONDS more "
                        "than 0\n", CONNECTIONS_MAX);
        return 2;
    }
    for (int i = 0; i < 16; i++) {
        next();
    }
    epoll = epoll_create1(0);
    struct connection *connections = calloc(connectionCount, sizeof *connections);
    if (epoll < 0 || connections == NULL) {
        fail("start");
    }
    double start = now(), end = start + seconds;
    for (int i = 0; i < connectionCount; i++) {
        open_connection(&connections[i]);
    }
    struct epoll_event ready[256];
    while (now() < end && errors < 1000) {
        int readyCount = epoll_wait(epoll, ready, 256, 100);
        for (int i = 0; i < readyCount; i++) {
            struct connection *connection = ready[i].data.ptr;
            if (connection->inBody) {
                read_body(connection);
            } else {
                read_header(connection);
            }
        }
    }
    printf("{\"bytes\":%llu,\"requests\":%llu,\"errors\":%llu,\"reconnects\":%llu,\"seconds\":%.6f}\n",
        (unsigned long long) bytes, (unsigned long long) requests, (unsigned long long) errors,
        (unsigned long long) reconnects, now() - start);
    return 0;
}
