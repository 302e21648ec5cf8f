/*
 * A load generator for small HTTP calls: plays a list of prepared calls, those of simulated peers, over and over on many
 * connections, each of which has one call under way at a time, and keeps a histogram of how long they took.
 *
 *   calls HOST PORT LIST CONNECTIONS SECONDS RATE CALLS FIRST keep|close
 *
 * LIST is a file, one call a line, fields divided by tabs; token and body may be left out:
 *   POST	/api/v1/peers/5f…/files/8d…/chunks	tokenOfThePeer	{"chunks":[#1024]}
 * In a body #M becomes FIRST + (how often this line was played), modulo M: so every registration names a new chunk.
 *
 * RATE 0: every connection asks again as soon as it has its answer; a call takes from then to the end of its answer. Else so
 * many calls a second are due at even times, whatever the server does; a call takes from when it was due, so that those
 * which had to wait for a connection count as slow, as they would be for peers that do not wait for each other.
 * RATE told:LEAD: each line is a peer's task that comes again and again as peers repeat theirs: when its last answer is as old
 * as that answer told (`pollAfterMillis`, `registerAfterMillis`), but a second at least. They begin in the course of the first
 * second. What was due in the first LEAD seconds, in which a server finds out what to tell, does not count.
 * CALLS bounds their count, 0 does not. `keep` opens all connections before the clock starts; `close` opens one for each call,
 * for a server that closes them, and opens the next when that has been closed; it is part of what the call takes.
 *
 * Prints one line of JSON; times in seconds, bytes are all that was received, an error is an answer that is no 2xx or a
 * connection that broke; the first one's answer goes to stderr:
 *   {"calls":…,"played":…,"errors":…,"bytes":…,"seconds":…,"late":…,"wait":…,"p50":…,"p90":…,"p99":…,"p999":…,"max":…}
 * late: calls that were due and not answered when the time was over (only with a RATE). played: all that were answered, counted
 * or not. wait: the mean of what the lines were last told, in seconds (only with `told`).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    HEADER_MAX = 4096, REQUEST_MAX = 4096, ANSWER_PART = 1 << 18, CONNECTIONS_MAX = 16384, ERRORS_MAX = 1000,
    OPENED_AT_ONCE = 50, OPENING_PAUSE = 2000000, LEAST_WAIT = 1000000000, SUB_BITS = 6, BUCKETS = (64 - SUB_BITS + 1) << SUB_BITS
};

struct call {
    const char *method, *path, *token, *body;
    uint32_t played;
    int64_t due, wait; /* as told */
};

enum state { IDLE, SENDING, HEADER, BODY, CHUNKED, CLOSING };

struct connection {
    int fd;
    enum state state;
    int wantsWrite;
    int isUsed; /* whether it was open before its call */
    int64_t since;
    uint64_t bodyLeft;
    char *request;
    size_t requestLength, sent, headerLength;
    char header[HEADER_MAX];
    char tail[5];
    struct call *call;
    struct connection *nextIdle;
};

static struct sockaddr_in address;
static struct call *list;
static size_t listLength, cursor;
static struct call **waiting; /* a heap, as told: the first one is due first */
static size_t waitingLength;
static struct connection *connections, *idleFirst, *idleLast;
static uint64_t histogram[BUCKETS];
static uint64_t calls, played, errors, bytes, begun, callsMax, first;
static int64_t start, countFrom, end, longest;
static double rate;
static int epoll, closes, told;
static const char *host;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "calls: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Buckets of equal width within each power of two: a value is told to 1/64 of itself. */
static int bucket_of(uint64_t value) {
    if (value < 1 << SUB_BITS) {
        return (int) value;
    }
    int shift = 63 - __builtin_clzll(value) - SUB_BITS;
    return ((shift + 1) << SUB_BITS) + (int) ((value >> shift) & ((1 << SUB_BITS) - 1));
}

/* The upper end of a bucket: a percentile is never told smaller than it is. */
static uint64_t end_of_bucket(int bucket) {
    int shift = (bucket >> SUB_BITS) - 1;
    uint64_t sub = bucket & ((1 << SUB_BITS) - 1);
    return shift < 0 ? sub + 1 : ((1ULL << SUB_BITS) + sub + 1) << shift;
}

static double percentile(double part) {
    uint64_t wanted = (uint64_t) (part * calls), seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += histogram[i];
        if (seen > wanted) {
            uint64_t value = end_of_bucket(i);
            return (value < (uint64_t) longest ? value : (uint64_t) longest) / 1e9;
        }
    }
    return longest / 1e9;
}

static char *field(char **rest) {
    char *found = *rest;
    if (found == NULL) {
        return NULL;
    }
    char *tab = strchr(found, '\t');
    if (tab == NULL) {
        *rest = NULL;
    } else {
        *tab = 0;
        *rest = tab + 1;
    }
    return *found == 0 ? NULL : found;
}

static void read_list(const char *path) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail(path);
    }
    size_t room = 0, lineRoom = 0;
    char *line = NULL;
    ssize_t length;
    while ((length = getline(&line, &lineRoom, file)) > 0) {
        line[strcspn(line, "\n")] = 0;
        if (listLength == room) {
            room = room == 0 ? 1024 : 2 * room;
            list = realloc(list, room * sizeof *list);
        }
        char *rest = strdup(line);
        if (list == NULL || rest == NULL || length > REQUEST_MAX - 512) {
            fail("a line is too long, or there are too many");
        }
        struct call *call = &list[listLength++];
        call->method = field(&rest);
        call->path = field(&rest);
        call->token = field(&rest);
        call->body = field(&rest);
        call->played = 0;
        call->wait = LEAST_WAIT;
        if (call->method == NULL || call->path == NULL) {
            errno = EINVAL;
            fail("a line needs a method and a path");
        }
    }
    free(line);
    fclose(file);
    if (listLength == 0) {
        errno = EINVAL;
        fail("the list is empty");
    }
}

static size_t write_body(char *out, size_t room, const struct call *call) {
    const char *mark = strchr(call->body, '#');
    if (mark == NULL) {
        return snprintf(out, room, "%s", call->body);
    }
    char *after;
    uint64_t modulus = strtoull(mark + 1, &after, 10);
    return snprintf(out, room, "%.*s%llu%s", (int) (mark - call->body), call->body,
        (unsigned long long) ((first + call->played) % (modulus == 0 ? 1 : modulus)), after);
}

static void swap(size_t i, size_t j) {
    struct call *other = waiting[i];
    waiting[i] = waiting[j];
    waiting[j] = other;
}

static void wait_for_turn(struct call *call, int64_t due) {
    call->due = due;
    size_t at = waitingLength++;
    waiting[at] = call;
    for (; at > 0 && waiting[at]->due < waiting[(at - 1) / 2]->due; at = (at - 1) / 2) {
        swap(at, (at - 1) / 2);
    }
}

static struct call *take_first(void) {
    struct call *taken = waiting[0];
    waiting[0] = waiting[--waitingLength];
    for (size_t at = 0;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < waitingLength; child++) {
            least = waiting[child]->due < waiting[least]->due ? child : least;
        }
        if (least == at) {
            return taken;
        }
        swap(at, least);
        at = least;
    }
}

static struct call *next_call(void) {
    if (told) {
        return take_first();
    }
    struct call *call = &list[cursor];
    cursor = cursor + 1 == listLength ? 0 : cursor + 1;
    return call;
}

static void write_request(struct connection *connection) {
    struct call *call = connection->call;
    char *out = connection->request;
    size_t at = snprintf(out, REQUEST_MAX, "%s %s HTTP/1.1\r\nHost: %s:%d\r\n", call->method, call->path, host,
        ntohs(address.sin_port));
    if (call->token != NULL) {
        at += snprintf(out + at, REQUEST_MAX - at, "Authorization: Bearer %s\r\n", call->token);
    }
    if (call->body != NULL) {
        char body[REQUEST_MAX];
        size_t length = write_body(body, sizeof body, call);
        at += snprintf(out + at, REQUEST_MAX - at,
            "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", length, body);
    } else if (strcmp(call->method, "GET") != 0) {
        at += snprintf(out + at, REQUEST_MAX - at, "Content-Length: 0\r\n\r\n");
    } else {
        at += snprintf(out + at, REQUEST_MAX - at, "\r\n");
    }
    call->played++;
    connection->requestLength = at;
    connection->sent = 0;
    connection->headerLength = 0;
}

static void watch(struct connection *connection, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    if (epoll_ctl(epoll, operation, connection->fd, &event) < 0) {
        fail("epoll_ctl");
    }
}

static void open_connection(struct connection *connection) {
    int one = 1;
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (connection->fd < 0) {
        fail("socket");
    }
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(connection->fd, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS) {
        fail("connect");
    }
    connection->wantsWrite = 0;
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
}

static void close_connection(struct connection *connection) {
    close(connection->fd);
    connection->fd = -1;
}

static void become_idle(struct connection *connection) {
    connection->state = IDLE;
    connection->nextIdle = NULL;
    if (idleLast == NULL) {
        idleFirst = connection;
    } else {
        idleLast->nextIdle = connection;
    }
    idleLast = connection;
}

/* The one that has been idle longest: with a rate, all take turns. */
static struct connection *take_idle(void) {
    struct connection *connection = idleFirst;
    idleFirst = connection->nextIdle;
    if (idleFirst == NULL) {
        idleLast = NULL;
    }
    return connection;
}

static void broken(struct connection *connection, const char *why) {
    if (errors++ == 0) {
        fprintf(stderr, "calls: the first error, %.3f s after the start, %.3f s after its call was due: %s: %.*s\n",
            (now() - start) / 1e9, (now() - connection->since) / 1e9, why,
            (int) (connection->headerLength < 1000 ? connection->headerLength : 1000), connection->header);
    }
    if (told) {
        wait_for_turn(connection->call, now() + connection->call->wait);
    }
    close_connection(connection);
    become_idle(connection);
}

static void send_request(struct connection *connection) {
    ssize_t count = send(connection->fd, connection->request + connection->sent,
        connection->requestLength - connection->sent, MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == ENOTCONN)) {
        count = 0; /* not connected yet */
    }
    if (count < 0) {
        broken(connection, strerror(errno));
        return;
    }
    connection->sent += count;
    int wantsWrite = connection->sent < connection->requestLength;
    if (wantsWrite != connection->wantsWrite) {
        watch(connection, EPOLL_CTL_MOD, wantsWrite ? EPOLLIN | EPOLLOUT : EPOLLIN);
        connection->wantsWrite = wantsWrite;
    }
    connection->state = wantsWrite ? SENDING : HEADER;
}

/* The server closed an idle connection while the call was on its way: every HTTP client does this (RFC 9112 §9.3.1). */
static void ask_again(struct connection *connection) {
    close_connection(connection);
    open_connection(connection);
    connection->isUsed = 0;
    connection->sent = 0;
    send_request(connection);
}

static void begin(struct connection *connection, int64_t since) {
    begun++;
    connection->call = next_call();
    connection->since = since;
    connection->isUsed = connection->fd >= 0;
    if (!connection->isUsed) {
        open_connection(connection);
    }
    write_request(connection);
    send_request(connection);
}

static void answered(struct connection *connection) {
    int64_t time = now(), took = time - connection->since;
    played++;
    if (connection->since >= countFrom) {
        calls++;
        histogram[bucket_of(took < 0 ? 0 : took)]++;
        longest = took > longest ? took : longest;
    }
    if (told) {
        wait_for_turn(connection->call, time + connection->call->wait);
    }
    if (closes) {
        connection->state = CLOSING;
    } else {
        become_idle(connection);
    }
}

/* Of a chunked body: it is JSON, which has no line ends, so this is the last chunk (RFC 9112 §7.1). */
static void read_tail(struct connection *connection, const char *part, size_t length) {
    size_t size = sizeof connection->tail;
    size_t taken = length < size ? length : size;
    memmove(connection->tail, connection->tail + taken, size - taken);
    memcpy(connection->tail + size - taken, part + length - taken, taken);
    if (memcmp(connection->tail, "0\r\n\r\n", size) == 0) {
        answered(connection);
    }
}

static void read_body(struct connection *connection, const char *part, size_t length) {
    if (connection->state == CHUNKED) {
        read_tail(connection, part, length);
    } else if (length > connection->bodyLeft) {
        broken(connection, "more than its Content-Length");
    } else {
        connection->bodyLeft -= length;
        if (connection->bodyLeft == 0) {
            answered(connection);
        }
    }
}

static void read_header(struct connection *connection, const char *part, size_t length) {
    size_t before = connection->headerLength;
    size_t taken = length < HEADER_MAX - 1 - before ? length : HEADER_MAX - 1 - before;
    memcpy(connection->header + before, part, taken);
    connection->headerLength += taken;
    connection->header[connection->headerLength] = 0;
    const char *last = strstr(connection->header, "\r\n\r\n");
    if (last == NULL) {
        if (connection->headerLength == HEADER_MAX - 1) {
            broken(connection, "headers too long");
        }
        return;
    }
    if (strncmp(connection->header, "HTTP/1.", 7) != 0 || connection->header[9] != '2') {
        broken(connection, "no success");
        return;
    }
    const char *wait = told ? strstr(last, "AfterMillis\":") : NULL; /* in the first bytes of a body */
    if (wait != NULL) {
        int64_t nanos = strtoll(wait + 13, NULL, 10) * 1000000;
        connection->call->wait = nanos < LEAST_WAIT ? LEAST_WAIT : nanos;
    }
    size_t bodyAt = (size_t) (last - connection->header) + 4 - before;
    const char *declared = strcasestr(connection->header, "\r\ncontent-length:");
    if (declared != NULL && declared < last) {
        connection->bodyLeft = strtoull(declared + 17, NULL, 10);
        connection->state = BODY;
    } else if (strcasestr(connection->header, "\r\ntransfer-encoding: chunked") != NULL) {
        memset(connection->tail, 0, sizeof connection->tail);
        connection->state = CHUNKED;
    } else {
        connection->bodyLeft = 0; /* a 204 */
        connection->state = BODY;
    }
    read_body(connection, part + bodyAt, length - bodyAt);
}

/* Once more when the answer is whole and the server has closed already: that saves a turn. */
static void read_answer(struct connection *connection) {
    static char part[ANSWER_PART];
    ssize_t count = recv(connection->fd, part, sizeof part, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
        return;
    }
    if (connection->state == IDLE) {
        close_connection(connection); /* the server has closed it between two calls: that is no error */
        return;
    }
    if (connection->state == CLOSING) {
        close_connection(connection);
        become_idle(connection);
        return;
    }
    if (count <= 0 && connection->state == HEADER && connection->headerLength == 0 && connection->isUsed) {
        ask_again(connection);
        return;
    }
    if (count <= 0) {
        broken(connection, count == 0 ? "closed" : strerror(errno));
        return;
    }
    bytes += count;
    if (connection->state == HEADER) {
        read_header(connection, part, count);
    } else {
        read_body(connection, part, count);
    }
    if (connection->state == CLOSING) {
        read_answer(connection);
    }
}

/* When the next call is to be made; never, while all of them are under way. */
static int64_t next_due(void) {
    if (told) {
        return waitingLength == 0 ? INT64_MAX : waiting[0]->due;
    }
    return start + (int64_t) (begun / rate * 1e9);
}

static int is_timed(void) {
    return told || rate > 0;
}

/* Every idle connection gets a call, as long as one is to be made by now. */
static void begin_calls(int64_t time) {
    while (idleFirst != NULL && errors < ERRORS_MAX && (callsMax == 0 || begun < callsMax)
            && (!is_timed() || next_due() <= time)) {
        begin(take_idle(), is_timed() ? next_due() : time);
    }
}

static void wait_for_answers(int64_t time) {
    struct epoll_event ready[512];
    int64_t until = time + 100000000;
    if (is_timed() && idleFirst != NULL && next_due() < until) {
        until = next_due() < time + 200000 ? time + 200000 : next_due();
    }
    struct timespec timeout = {.tv_sec = 0, .tv_nsec = until - time};
    int count = epoll_pwait2(epoll, ready, 512, &timeout, NULL);
    for (int i = 0; i < count; i++) {
        struct connection *connection = ready[i].data.ptr;
        if (connection->state == SENDING && (ready[i].events & EPOLLOUT)) {
            send_request(connection);
        } else if (connection->fd >= 0) {
            read_answer(connection);
        }
    }
}

static int is_over(int64_t time) {
    return time >= end || errors >= ERRORS_MAX || (callsMax > 0 && played + errors >= callsMax);
}

/*
 * Before the clock starts. A few at a time, as more would overflow the server's backlog, and what is dropped there comes
 * again a second later. What the server has closed meanwhile, because nobody asked for so long, is opened again when used.
 */
static void open_all(int count) {
    for (int i = 0; i < count; i += OPENED_AT_ONCE) {
        int upto = i + OPENED_AT_ONCE < count ? i + OPENED_AT_ONCE : count;
        for (int j = i; j < upto; j++) {
            open_connection(&connections[j]);
        }
        for (int j = i; j < upto; j++) {
            struct pollfd connected = {.fd = connections[j].fd, .events = POLLOUT};
            if (poll(&connected, 1, 10000) != 1 || (connected.revents & POLLERR)) {
                errno = ECONNREFUSED;
                fail("connect");
            }
        }
        nanosleep(&(struct timespec) {.tv_nsec = OPENING_PAUSE}, NULL);
    }
    for (int i = 0; i < count; i++) {
        char peeked;
        if (recv(connections[i].fd, &peeked, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
            close_connection(&connections[i]);
        }
    }
}

/* Calls that were due and are not answered. */
static uint64_t late(int64_t time) {
    uint64_t count = 0;
    if (told) {
        for (size_t i = 0; i < waitingLength; i++) {
            count += waiting[i]->due <= time;
        }
        return count + (listLength - waitingLength);
    }
    uint64_t wanted = (uint64_t) ((time - start) / 1e9 * rate);
    return wanted > calls + errors ? wanted - calls - errors : 0;
}

static double mean_wait(void) {
    double sum = 0;
    for (size_t i = 0; i < listLength; i++) {
        sum += list[i].wait / 1e9;
    }
    return sum / listLength;
}

int main(int count, char **arguments) {
    if (count != 10) {
        fprintf(stderr, "usage: calls HOST PORT LIST CONNECTIONS SECONDS RATE|told:LEAD CALLS FIRST keep|close\n");
        return 2;
    }
    host = arguments[1];
    address.sin_family = AF_INET;
    address.sin_port = htons(atoi(arguments[2]));
    int connectionCount = atoi(arguments[4]);
    double seconds = atof(arguments[5]);
    told = strncmp(arguments[6], "told:", 5) == 0;
    double lead = told ? atof(arguments[6] + 5) : 0;
    rate = told ? 0 : atof(arguments[6]);
    callsMax = strtoull(arguments[7], NULL, 10);
    first = strtoull(arguments[8], NULL, 10);
    closes = strcmp(arguments[9], "close") == 0;
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1 || seconds <= 0 || rate < 0 || lead < 0 || connectionCount < 1
            || connectionCount > CONNECTIONS_MAX || (!closes && strcmp(arguments[9], "keep") != 0)) {
        fprintf(stderr, "calls: HOST is an IPv4 address, CONNECTIONS 1 to %d, SECONDS more than 0\n", CONNECTIONS_MAX);
        return 2;
    }
    read_list(arguments[3]);
    epoll = epoll_create1(0);
    connections = calloc(connectionCount, sizeof *connections);
    if (epoll < 0 || connections == NULL) {
        fail("start");
    }
    for (int i = 0; i < connectionCount; i++) {
        connections[i].request = malloc(REQUEST_MAX);
        connections[i].fd = -1;
        if (connections[i].request == NULL) {
            fail("start");
        }
        become_idle(&connections[i]);
    }
    if (!closes) {
        open_all(connectionCount);
    }
    start = now();
    countFrom = start + (int64_t) (lead * 1e9);
    end = countFrom + (int64_t) (seconds * 1e9);
    if (told) {
        waiting = calloc(listLength, sizeof *waiting);
        if (waiting == NULL) {
            fail("start");
        }
        for (size_t i = 0; i < listLength; i++) {
            wait_for_turn(&list[i], start + (int64_t) (i * (double) LEAST_WAIT / listLength));
        }
    }
    int64_t time = start;
    while (!is_over(time)) {
        begin_calls(time);
        wait_for_answers(time);
        time = now();
    }
    printf("{\"calls\":%llu,\"played\":%llu,\"errors\":%llu,\"bytes\":%llu,\"seconds\":%.6f,\"late\":%llu,\"wait\":%.6f,"
           "\"p50\":%.6f,\"p90\":%.6f,"
           "\"p99\":%.6f,\"p999\":%.6f,\"max\":%.6f}\n",
        (unsigned long long) calls, (unsigned long long) played, (unsigned long long) errors, (unsigned long long) bytes,
        (time - countFrom) / 1e9, (unsigned long long) (is_timed() ? late(time) : 0), told ? mean_wait() : 0.0,
        percentile(0.5), percentile(0.9), percentile(0.99), percentile(0.999), longest / 1e9);
    return 0;
}
