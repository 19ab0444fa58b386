// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sizes and offsets of what programs and libteec share. This is never run.
 * like-debian compiles it with each set of headers and compares the assembly, which
 * is where value() leaves names and numbers. like-debian also appends the macros'
 * values and the closing brace.
 */
#define value(name, number) __asm__ volatile("@@" name " %0" : : "i"(number));
#define size(type) \
	value("sizeof " #type, sizeof(type)) value("alignof " #type, _Alignof(type))
#define place(type, member) \
	value(#type "." #member, __builtin_offsetof(type, member)) \
	value("sizeof " #type "." #member, sizeof(((type *)0)->member))

/* won't compile if a prototype is different */
TEEC_Result (*const initialize)(const char *, TEEC_Context *) = TEEC_InitializeContext;
void (*const finalize)(TEEC_Context *) = TEEC_FinalizeContext;
TEEC_Result (*const open)(TEEC_Context *, TEEC_Session *, const TEEC_UUID *, uint32_t,
			  const void *, TEEC_Operation *, uint32_t *) = TEEC_OpenSession;
void (*const close_)(TEEC_Session *) = TEEC_CloseSession;
TEEC_Result (*const invoke)(TEEC_Session *, uint32_t, TEEC_Operation *, uint32_t *) =
	TEEC_InvokeCommand;
TEEC_Result (*const allocate)(TEEC_Context *, TEEC_SharedMemory *) =
	TEEC_AllocateSharedMemory;
TEEC_Result (*const register_)(TEEC_Context *, TEEC_SharedMemory *) =
	TEEC_RegisterSharedMemory;
TEEC_Result (*const import)(TEEC_Context *, TEEC_SharedMemory *, int) =
	TEEC_RegisterSharedMemoryFileDescriptor;
void (*const release)(TEEC_SharedMemory *) = TEEC_ReleaseSharedMemory;
void (*const cancel)(TEEC_Operation *) = TEEC_RequestCancellation;
void (*const print)(const char *, int, int, const char *, const char *, ...) = _dprintf;
void (*const dump)(const char *, const uint8_t *, size_t) = dump_buffer;

void layout(void)
{
	size(TEEC_Result)
	size(TEEC_UUID)
	place(TEEC_UUID, timeLow)
	place(TEEC_UUID, timeMid)
	place(TEEC_UUID, timeHiAndVersion)
	place(TEEC_UUID, clockSeqAndNode)
	size(TEEC_Context)
	place(TEEC_Context, imp)
	place(TEEC_Context, imp.fd)
	place(TEEC_Context, imp.reg_mem)
	place(TEEC_Context, imp.memref_null)
	size(TEEC_Session)
	place(TEEC_Session, imp.ctx)
	place(TEEC_Session, imp.session_id)
	size(TEEC_SharedMemory)
	place(TEEC_SharedMemory, buffer)
	place(TEEC_SharedMemory, size)
	place(TEEC_SharedMemory, flags)
	place(TEEC_SharedMemory, imp.id)
	place(TEEC_SharedMemory, imp.alloced_size)
	place(TEEC_SharedMemory, imp.shadow_buffer)
	place(TEEC_SharedMemory, imp.registered_fd)
	place(TEEC_SharedMemory, imp.flags)
	size(TEEC_TempMemoryReference)
	place(TEEC_TempMemoryReference, buffer)
	place(TEEC_TempMemoryReference, size)
	size(TEEC_RegisteredMemoryReference)
	place(TEEC_RegisteredMemoryReference, parent)
	place(TEEC_RegisteredMemoryReference, size)
	place(TEEC_RegisteredMemoryReference, offset)
	size(TEEC_Value)
	place(TEEC_Value, a)
	place(TEEC_Value, b)
	size(TEEC_Parameter)
	size(TEEC_Operation)
	place(TEEC_Operation, started)
	place(TEEC_Operation, paramTypes)
	place(TEEC_Operation, params)
	place(TEEC_Operation, imp.session)
	size(struct plugin_method)
	place(struct plugin_method, name)
	place(struct plugin_method, uuid)
	place(struct plugin_method, init)
	place(struct plugin_method, invoke)
	value("TEEC_PARAM_TYPES", TEEC_PARAM_TYPES(1, 2, 3, 0xf))
	value("TEEC_PARAM_TYPE_GET", TEEC_PARAM_TYPE_GET(0x4321, 2))
