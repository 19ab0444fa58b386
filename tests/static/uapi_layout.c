// SPDX-License-Identifier: BSD-2-Clause
/*
 * The sizes, offsets and numbers in our ABI can never change, and they're the same for
 * 32 and 64 bits. This file is only compiled (as C and as C++), never run.
 */
#include <linux/tee.h>
#include <linux/vtee.h>

#ifdef __cplusplus
#define ASSERT(condition)	static_assert(condition, #condition)
#else
#define ASSERT(condition)	_Static_assert(condition, #condition)
#endif

#define AT(type, member, place) \
	ASSERT(__builtin_offsetof(struct type, member) == (place))
#define SIZE(type, size)	ASSERT(sizeof(struct type) == (size))

SIZE(tee_ioctl_version_data, 12);
SIZE(tee_ioctl_shm_alloc_data, 16);
SIZE(tee_ioctl_shm_register_fd_data, 24);
SIZE(tee_ioctl_buf_data, 16);
SIZE(tee_ioctl_param, 32);
SIZE(tee_ioctl_open_session_arg, 56);
SIZE(tee_ioctl_invoke_arg, 24);
SIZE(tee_ioctl_cancel_arg, 8);
SIZE(tee_ioctl_close_session_arg, 4);
SIZE(tee_iocl_supp_recv_arg, 8);
SIZE(tee_iocl_supp_send_arg, 8);
SIZE(tee_ioctl_shm_register_data, 24);
SIZE(tee_ioctl_object_invoke_arg, 24);

SIZE(tee_ioctl_supp_send_recv_data, 32);
SIZE(tee_ioctl_identity, 280);

SIZE(vtee_create, 184);
SIZE(vtee_param, 32);
SIZE(vtee_request, 328);
SIZE(vtee_answer, 280);
SIZE(vtee_exchange, 608);
SIZE(vtee_forward, 16);

AT(tee_ioctl_shm_alloc_data, flags, 8);
AT(tee_ioctl_shm_alloc_data, id, 12);
AT(tee_ioctl_shm_register_fd_data, size, 8);
AT(tee_ioctl_shm_register_fd_data, id, 20);
AT(tee_ioctl_open_session_arg, clnt_login, 32);
AT(tee_ioctl_open_session_arg, session, 40);
AT(tee_ioctl_open_session_arg, params, 56);
AT(tee_ioctl_invoke_arg, session, 4);
AT(tee_ioctl_invoke_arg, num_params, 20);
AT(tee_ioctl_invoke_arg, params, 24);
AT(tee_iocl_supp_recv_arg, params, 8);
AT(tee_iocl_supp_send_arg, params, 8);
AT(tee_ioctl_shm_register_data, length, 8);
AT(tee_ioctl_shm_register_data, id, 20);
AT(tee_ioctl_object_invoke_arg, op, 8);
AT(tee_ioctl_identity, capabilities, 8);
AT(tee_ioctl_identity, driver_type, 24);
AT(tee_ioctl_identity, os_uuid, 40);
AT(tee_ioctl_identity, driver_name, 56);
AT(tee_ioctl_identity, os_build, 216);

ASSERT(TEE_IOC_VERSION == 0x800ca400);
ASSERT(TEE_IOC_SHM_ALLOC == 0xc010a401);
ASSERT(TEE_IOC_OPEN_SESSION == 0x8010a402);
ASSERT(TEE_IOC_INVOKE == 0x8010a403);
ASSERT(TEE_IOC_CANCEL == 0x8008a404);
ASSERT(TEE_IOC_CLOSE_SESSION == 0x8004a405);
ASSERT(TEE_IOC_SUPPL_RECV == 0x8010a406);
ASSERT(TEE_IOC_SUPPL_SEND == 0x8010a407);
ASSERT(TEE_IOC_SHM_REGISTER_FD == 0xc018a408);
ASSERT(TEE_IOC_SHM_REGISTER == 0xc018a409);
ASSERT(TEE_IOC_OBJECT_INVOKE == 0x8010a40a);
ASSERT(TEE_IOC_IDENTITY == 0xc118a440);
ASSERT(TEE_IOC_SUPPL_SEND_RECV == 0x8020a441);
ASSERT(TEE_IDENTITY_SIZE_VER0 == 280);
