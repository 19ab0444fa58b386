// SPDX-License-Identifier: BSD-2-Clause
/*
 * Build-time checks that sizes, offsets and ioctl numbers are the same for
 * 32-bit and 64-bit programs. Includes nothing but the ABI header, so any
 * target compiler can build it.
 */

#include <linux/tee.h>

#define SIZE(type, size) \
	_Static_assert(sizeof(struct type) == (size), "size of " #type)
#define OFFSET(type, member, offset) \
	_Static_assert(__builtin_offsetof(struct type, member) == (offset), \
		       "offset of " #type "." #member)
#define NUMBER(request, number) \
	_Static_assert((request) == (number), "number of " #request)

SIZE(tee_ioctl_version_data, 12);
OFFSET(tee_ioctl_version_data, impl_id, 0);
OFFSET(tee_ioctl_version_data, impl_caps, 4);
OFFSET(tee_ioctl_version_data, gen_caps, 8);

SIZE(tee_ioctl_shm_alloc_data, 16);
OFFSET(tee_ioctl_shm_alloc_data, size, 0);
OFFSET(tee_ioctl_shm_alloc_data, flags, 8);
OFFSET(tee_ioctl_shm_alloc_data, id, 12);

SIZE(tee_ioctl_shm_register_fd_data, 24);
OFFSET(tee_ioctl_shm_register_fd_data, fd, 0);
OFFSET(tee_ioctl_shm_register_fd_data, size, 8);
OFFSET(tee_ioctl_shm_register_fd_data, flags, 16);
OFFSET(tee_ioctl_shm_register_fd_data, id, 20);

SIZE(tee_ioctl_shm_register_data, 24);
OFFSET(tee_ioctl_shm_register_data, addr, 0);
OFFSET(tee_ioctl_shm_register_data, length, 8);
OFFSET(tee_ioctl_shm_register_data, flags, 16);
OFFSET(tee_ioctl_shm_register_data, id, 20);

SIZE(tee_ioctl_buf_data, 16);
OFFSET(tee_ioctl_buf_data, buf_ptr, 0);
OFFSET(tee_ioctl_buf_data, buf_len, 8);

SIZE(tee_ioctl_param, 32);
OFFSET(tee_ioctl_param, attr, 0);
OFFSET(tee_ioctl_param, a, 8);
OFFSET(tee_ioctl_param, b, 16);
OFFSET(tee_ioctl_param, c, 24);

SIZE(tee_ioctl_open_session_arg, 56);
OFFSET(tee_ioctl_open_session_arg, uuid, 0);
OFFSET(tee_ioctl_open_session_arg, clnt_uuid, 16);
OFFSET(tee_ioctl_open_session_arg, clnt_login, 32);
OFFSET(tee_ioctl_open_session_arg, cancel_id, 36);
OFFSET(tee_ioctl_open_session_arg, session, 40);
OFFSET(tee_ioctl_open_session_arg, ret, 44);
OFFSET(tee_ioctl_open_session_arg, ret_origin, 48);
OFFSET(tee_ioctl_open_session_arg, num_params, 52);
OFFSET(tee_ioctl_open_session_arg, params, 56);

SIZE(tee_ioctl_invoke_arg, 24);
OFFSET(tee_ioctl_invoke_arg, func, 0);
OFFSET(tee_ioctl_invoke_arg, session, 4);
OFFSET(tee_ioctl_invoke_arg, cancel_id, 8);
OFFSET(tee_ioctl_invoke_arg, ret, 12);
OFFSET(tee_ioctl_invoke_arg, ret_origin, 16);
OFFSET(tee_ioctl_invoke_arg, num_params, 20);
OFFSET(tee_ioctl_invoke_arg, params, 24);

SIZE(tee_ioctl_cancel_arg, 8);
OFFSET(tee_ioctl_cancel_arg, cancel_id, 0);
OFFSET(tee_ioctl_cancel_arg, session, 4);

SIZE(tee_ioctl_close_session_arg, 4);
OFFSET(tee_ioctl_close_session_arg, session, 0);

SIZE(tee_iocl_supp_recv_arg, 8);
OFFSET(tee_iocl_supp_recv_arg, func, 0);
OFFSET(tee_iocl_supp_recv_arg, num_params, 4);
OFFSET(tee_iocl_supp_recv_arg, params, 8);

SIZE(tee_iocl_supp_send_arg, 8);
OFFSET(tee_iocl_supp_send_arg, ret, 0);
OFFSET(tee_iocl_supp_send_arg, num_params, 4);
OFFSET(tee_iocl_supp_send_arg, params, 8);

SIZE(tee_ioctl_object_invoke_arg, 24);
OFFSET(tee_ioctl_object_invoke_arg, id, 0);
OFFSET(tee_ioctl_object_invoke_arg, op, 8);
OFFSET(tee_ioctl_object_invoke_arg, ret, 12);
OFFSET(tee_ioctl_object_invoke_arg, num_params, 16);
OFFSET(tee_ioctl_object_invoke_arg, params, 24);

SIZE(tee_ioctl_supp_send_recv_data, 32);
OFFSET(tee_ioctl_supp_send_recv_data, send, 0);
OFFSET(tee_ioctl_supp_send_recv_data, recv, 16);

SIZE(tee_ioctl_identity, 280);
SIZE(tee_ioctl_identity, TEE_IDENTITY_SIZE_VER0);
OFFSET(tee_ioctl_identity, size, 0);
OFFSET(tee_ioctl_identity, flags, 4);
OFFSET(tee_ioctl_identity, capabilities, 8);
OFFSET(tee_ioctl_identity, max_shm_size, 16);
OFFSET(tee_ioctl_identity, driver_type, 24);
OFFSET(tee_ioctl_identity, max_params, 28);
OFFSET(tee_ioctl_identity, max_sessions, 32);
OFFSET(tee_ioctl_identity, max_threads, 36);
OFFSET(tee_ioctl_identity, os_uuid, 40);
OFFSET(tee_ioctl_identity, driver_name, 56);
OFFSET(tee_ioctl_identity, driver_version, 88);
OFFSET(tee_ioctl_identity, conduit, 120);
OFFSET(tee_ioctl_identity, os_name, 152);
OFFSET(tee_ioctl_identity, os_version, 184);
OFFSET(tee_ioctl_identity, os_build, 216);

NUMBER(TEE_IOC_VERSION, 0x800ca400u);
NUMBER(TEE_IOC_SHM_ALLOC, 0xc010a401u);
NUMBER(TEE_IOC_OPEN_SESSION, 0x8010a402u);
NUMBER(TEE_IOC_INVOKE, 0x8010a403u);
NUMBER(TEE_IOC_CANCEL, 0x8008a404u);
NUMBER(TEE_IOC_CLOSE_SESSION, 0x8004a405u);
NUMBER(TEE_IOC_SUPPL_RECV, 0x8010a406u);
NUMBER(TEE_IOC_SUPPL_SEND, 0x8010a407u);
NUMBER(TEE_IOC_SHM_REGISTER_FD, 0xc018a408u);
NUMBER(TEE_IOC_SHM_REGISTER, 0xc018a409u);
NUMBER(TEE_IOC_OBJECT_INVOKE, 0x8010a40au);

NUMBER(TEE_IOC_IDENTITY, 0xc118a440u);
NUMBER(TEE_IOC_SUPPL_SEND_RECV, 0x8020a441u);

NUMBER(TEE_CAP_SESSION, 0x100000000ull);
NUMBER(TEE_CAP_SYSTEM_SESSION, 0x8000000000ull);
NUMBER(TEE_DRIVER_TYPE_TRUSTZONE, 1);
NUMBER(TEE_DRIVER_TYPE_SOFTWARE, 4);
NUMBER(TEE_MEMREF_NULL, 0xffffffffffffffffull);
NUMBER(TEE_MAX_ARG_SIZE, 4096);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_NONE, 0);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT, 1);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT, 2);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT, 3);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT, 5);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT, 6);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT, 7);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT, 8);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT, 10);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT, 11);
NUMBER(TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT, 13);
NUMBER(TEE_IOCTL_PARAM_ATTR_META, 0x100);
NUMBER(TEE_IOCTL_LOGIN_REE_KERNEL_MIN, 0x80000000u);
NUMBER(TEE_IOCTL_LOGIN_REE_KERNEL_MAX, 0xbfffffffu);
