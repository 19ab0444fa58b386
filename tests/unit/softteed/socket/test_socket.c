// SPDX-License-Identifier: BSD-2-Clause
/* GlobalPlatform's TEE Sockets API, on one end of a socket pair */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "__tee_tcpsocket_defines_extensions.h"
#include "tee_tcpsocket.h"
#include "tee_udpsocket.h"
#include "tests/unit/softteed/runtime_stub.h"

static int peer = -1, connections;
static uint16_t last_port;
static char last_host[32];

static int connect_pair(int type, int family, const char *host, uint16_t port)
{
	int ends[2];

	(void)family;
	if (!strcmp(host, "nowhere"))
		return -ENXIO;
	/* A packet socket tells datagrams apart, as UDP does. */
	if (socketpair(AF_UNIX, type, 0, ends))
		return -errno;
	if (peer >= 0)
		close(peer);
	peer = ends[1];
	connections++;
	last_port = port;
	strncpy(last_host, host, sizeof(last_host) - 1);
	return ends[0];
}

static int setup(void **state)
{
	(void)state;
	runtime_stub_reset();
	runtime_stub.connect = connect_pair;
	return 0;
}

static TEE_iSocketHandle open_tcp(void)
{
	TEE_tcpSocket_Setup tcp = { TEE_IP_VERSION_DC, (char[]){ "host" }, 80 };
	TEE_iSocketHandle handle;
	uint32_t error = 1;

	assert_int_equal(TEE_tcpSocket->open(&handle, &tcp, &error), TEE_SUCCESS);
	assert_int_equal(error, 0);
	return handle;
}

static void describes_itself(void **state)
{
	(void)state;
	assert_int_equal(TEE_tcpSocket->TEE_iSocketVersion, TEE_ISOCKET_VERSION);
	assert_int_equal(TEE_tcpSocket->protocolID, TEE_ISOCKET_PROTOCOLID_TCP);
	assert_int_equal(TEE_udpSocket->protocolID, TEE_ISOCKET_PROTOCOLID_UDP);
}

static void refuses_to_open(void **state)
{
	TEE_tcpSocket_Setup tcp = { TEE_IP_VERSION_DC, (char[]){ "nowhere" }, 80 };
	TEE_iSocketHandle handle;
	uint32_t error = 0;

	(void)state;
	assert_int_equal(TEE_tcpSocket->open(&handle, &tcp, &error), TEE_ISOCKET_ERROR_HOSTNAME);
	assert_int_equal(error, TEE_ISOCKET_ERROR_HOSTNAME);
	tcp.ipVersion = 3;
	assert_int_equal(TEE_tcpSocket->open(&handle, &tcp, &error), TEE_ERROR_BAD_PARAMETERS);
	runtime_stub.connect = NULL;
	tcp.ipVersion = TEE_IP_VERSION_4;
	assert_int_equal(TEE_tcpSocket->open(&handle, &tcp, &error), TEE_ERROR_ACCESS_DENIED);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_tcpSocket->open(&handle, NULL, &error));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS, TEE_tcpSocket->open(NULL, &tcp, &error));
}

static void sends_and_receives(void **state)
{
	TEE_iSocketHandle handle = open_tcp();
	uint32_t length = 5;
	char data[16] = "";

	(void)state;
	assert_int_equal(TEE_tcpSocket->send(handle, "hello", &length, 1000), TEE_SUCCESS);
	assert_int_equal(length, 5);
	assert_int_equal(read(peer, data, sizeof(data)), 5);
	assert_int_equal(write(peer, data, 5), 5);
	length = 0;
	assert_int_equal(TEE_tcpSocket->recv(handle, NULL, &length, TEE_TIMEOUT_INFINITE),
			 TEE_SUCCESS);
	assert_int_equal(length, 5);
	length = sizeof(data);
	assert_int_equal(TEE_tcpSocket->recv(handle, data, &length, 1000), TEE_SUCCESS);
	assert_int_equal(length, 5);
	assert_memory_equal(data, "hello", 5);
	length = 0;
	assert_int_equal(TEE_tcpSocket->recv(handle, NULL, &length, 0), TEE_SUCCESS);
	assert_int_equal(length, 0);
	assert_int_equal(TEE_tcpSocket->close(handle), TEE_SUCCESS);
}

static void runs_out_of_time(void **state)
{
	TEE_iSocketHandle handle = open_tcp();
	static char data[1 << 20];
	uint32_t length = sizeof(data);

	(void)state;
	/* Nobody reads. */
	assert_int_equal(TEE_tcpSocket->send(handle, data, &length, 10), TEE_ISOCKET_ERROR_TIMEOUT);
	assert_true(length > 0 && length < sizeof(data));
	length = sizeof(data);
	assert_int_equal(TEE_tcpSocket->recv(handle, data, &length, 10), TEE_ISOCKET_ERROR_TIMEOUT);
	assert_int_equal(length, sizeof(data));
	assert_int_equal(TEE_tcpSocket->error(handle), TEE_ISOCKET_ERROR_TIMEOUT);
	runtime_stub.cancelled = true;
	runtime_stub.masked = false;
	assert_int_equal(TEE_tcpSocket->recv(handle, data, &length, TEE_TIMEOUT_INFINITE),
			 TEE_ERROR_CANCEL);
	TEE_tcpSocket->close(handle);
}

static void notices_the_end(void **state)
{
	TEE_iSocketHandle handle = open_tcp();
	uint32_t length = 1;
	char data;

	(void)state;
	close(peer);
	peer = -1;
	assert_int_equal(TEE_tcpSocket->recv(handle, &data, &length, 1000),
			 TEE_ISOCKET_ERROR_REMOTE_CLOSED);
	assert_int_equal(TEE_tcpSocket->send(handle, "x", &length, 1000),
			 TEE_ISOCKET_ERROR_REMOTE_CLOSED);
	assert_int_equal(TEE_tcpSocket->error(handle), TEE_ISOCKET_ERROR_REMOTE_CLOSED);
	TEE_tcpSocket->close(handle);
}

static void knows_its_commands(void **state)
{
	TEE_iSocketHandle handle = open_tcp();
	uint32_t size = 8192, length = sizeof(size);

	(void)state;
	assert_int_equal(TEE_tcpSocket->ioctl(handle, TEE_TCP_SET_RECVBUF, &size, &length),
			 TEE_SUCCESS);
	assert_int_equal(TEE_tcpSocket->ioctl(handle, TEE_TCP_SET_SENDBUF, &size, &length),
			 TEE_SUCCESS);
	length = 3;
	assert_int_equal(TEE_tcpSocket->ioctl(handle, TEE_TCP_SET_SENDBUF, &size, &length),
			 TEE_ERROR_BAD_PARAMETERS);
	/* A command for all protocols is ignored; one for another is a mistake. */
	assert_int_equal(TEE_tcpSocket->ioctl(handle, 0x00f00000, &size, &length), TEE_SUCCESS);
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_tcpSocket->ioctl(handle, TEE_UDP_CHANGEPORT, &size, &length));
	EXPECT_PANIC(TEE_ERROR_BAD_PARAMETERS,
		     TEE_tcpSocket->ioctl(handle, 0x65000000, &size, &length));
	TEE_tcpSocket->close(handle);
}

static void changes_the_peer(void **state)
{
	TEE_udpSocket_Setup udp = { TEE_IP_VERSION_DC, (char[]){ "host" }, 80 };
	TEE_iSocketHandle handle;
	char host[] = "other", nowhere[] = "nowhere";
	uint32_t error, length = sizeof(udp.server_port);

	(void)state;
	connections = 0;
	assert_int_equal(TEE_udpSocket->open(&handle, &udp, &error), TEE_SUCCESS);
	udp.server_port = 81;
	assert_int_equal(TEE_udpSocket->ioctl(handle, TEE_UDP_CHANGEPORT, &udp.server_port,
					      &length), TEE_SUCCESS);
	assert_string_equal(last_host, "host");
	assert_int_equal(last_port, 81);
	length = sizeof(host);
	assert_int_equal(TEE_udpSocket->ioctl(handle, TEE_UDP_CHANGEADDR, host, &length),
			 TEE_SUCCESS);
	assert_string_equal(last_host, "other");
	assert_int_equal(last_port, 81);
	assert_int_equal(connections, 3);
	length = sizeof(nowhere);
	assert_int_equal(TEE_udpSocket->ioctl(handle, TEE_UDP_CHANGEADDR, nowhere, &length),
			 TEE_ISOCKET_ERROR_HOSTNAME);
	/* The old peer is still there. */
	length = 1;
	assert_int_equal(TEE_udpSocket->send(handle, "x", &length, 100), TEE_SUCCESS);
	assert_int_equal(read(peer, host, 1), 1);
	TEE_udpSocket->close(handle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(describes_itself, setup),
		cmocka_unit_test_setup(refuses_to_open, setup),
		cmocka_unit_test_setup(sends_and_receives, setup),
		cmocka_unit_test_setup(runs_out_of_time, setup),
		cmocka_unit_test_setup(notices_the_end, setup),
		cmocka_unit_test_setup(knows_its_commands, setup),
		cmocka_unit_test_setup(changes_the_peer, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
