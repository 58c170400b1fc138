


SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;


CREATE SCHEMA labdb;


SET default_tablespace = '';

SET default_table_access_method = heap;


CREATE TABLE labdb.bodies (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    layout bigint NOT NULL,
    sections bytea NOT NULL
);



CREATE TABLE labdb.captures (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY labdb.captures ALTER COLUMN bytes SET STORAGE EXTERNAL;



CREATE TABLE labdb.facts (
    host bigint NOT NULL,
    field_values bytea NOT NULL
);



CREATE TABLE labdb.field_values (
    id bigint NOT NULL,
    field bigint NOT NULL,
    kind bigint NOT NULL,
    hash bytea NOT NULL,
    bytes bytea NOT NULL,
    text_key bigint
);



CREATE TABLE labdb.fields (
    id bigint NOT NULL,
    name text NOT NULL
);



CREATE TABLE labdb.hosts (
    id bigint NOT NULL,
    name text NOT NULL,
    scan bigint NOT NULL,
    "time" bigint NOT NULL,
    n_scans bigint NOT NULL,
    body bigint NOT NULL,
    indexed bigint NOT NULL
);



CREATE TABLE labdb.layouts (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    doc_schema text NOT NULL,
    names text NOT NULL
);



CREATE TABLE labdb.numbers (
    name text NOT NULL,
    last bigint NOT NULL
);



CREATE TABLE labdb.postings (
    value bigint NOT NULL,
    chunk bigint NOT NULL,
    hosts bytea NOT NULL
);



CREATE TABLE labdb.scans (
    id bigint NOT NULL,
    uuid bytea NOT NULL,
    host bigint NOT NULL,
    "time" bigint NOT NULL,
    body bigint NOT NULL,
    capture bigint,
    own text NOT NULL
);



CREATE TABLE labdb.sections (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE ONLY labdb.sections ALTER COLUMN bytes SET STORAGE EXTERNAL;



CREATE TABLE labdb.settings (
    name text NOT NULL,
    value text NOT NULL
);



INSERT INTO labdb.bodies VALUES (1, '\x765fc46f149374f6055d447b1181117686c6a3c06eefef4aa2ab3bba70600a29', 1, '\x01000203');
INSERT INTO labdb.bodies VALUES (2, '\xef19a734bcb422f53ed4de140cba63b8b5761cadbac2aee80b1820efb0d1de24', 1, '\x04000205');
INSERT INTO labdb.bodies VALUES (3, '\xdbb8cf3665540f58bca59427f803386c78e9aae6033fd829b11946ccb78a0a6d', 2, '\x0607000203');






INSERT INTO labdb.facts VALUES (1, '\x0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e');
INSERT INTO labdb.facts VALUES (2, '\x6f0b0c0d0e0f101112131415161718191a1b701d1e1f202122232471262728727374752d2e2f303132333435363738393a3b3c763e3f407742784445464748494a4b4c4d797a7b5152535455565758595a5b5c5d5e5f6061627c647d667e68696a6b6c6d6e');



INSERT INTO labdb.field_values VALUES (1, 56, 0, '\x5051c7dbf006ab44844291c76323bb8a9d7a13d8c1c2426fc17fd8b308b52c4a', '\x22766d7822', 8936925179862845468);
INSERT INTO labdb.field_values VALUES (2, 104, 0, '\x0b882d2ea4c9debd66c0f6ec6f64fe9300ce120e493523ed26297c0b685f31b5', '\x31', NULL);
INSERT INTO labdb.field_values VALUES (3, 112, 0, '\x0ac05ec83f5c9960bbfe126e9de2eb83b56db8de6fc0b7dc4789faed12e1b642', '\x22766d7822', 8936925179862845468);
INSERT INTO labdb.field_values VALUES (4, 116, 0, '\x026dd7fb5d5df187fb7b128bbe9d6c56c2a7126db49e564edcc07efa08af3ad1', '\x2247656e75696e65496e74656c22', -5242895586790808922);
INSERT INTO labdb.field_values VALUES (5, 136, 0, '\x090f115486c17b6180d7a37156ae12f24bb152144d56bda817d5a127730cfd5a', '\x227838365f363422', 3192844962738915152);
INSERT INTO labdb.field_values VALUES (6, 142, 0, '\xe004536c211ec893638f23956dde9f90081525b2ebd619226f48463a4c1061ff', '\x30', NULL);
INSERT INTO labdb.field_values VALUES (7, 152, 0, '\x1e3457d28bba1c33bab0632f4fc4f661e29ad12bd5a8aa8bbdd2b927aa3138ca', '\x227838365f363422', 3192844962738915152);
INSERT INTO labdb.field_values VALUES (8, 184, 0, '\xb990e31bf5ab49c07a439a2cbfe6c9da53db94db42e73e33034cb7c9c82bdbc9', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (9, 116, 0, '\xb3c7fb4d5992118436b576fe09a161de63fe60620bb62ed265dd8d4393b61f55', '\x2241757468656e746963414d4422', -2213725343436941306);
INSERT INTO labdb.field_values VALUES (10, 1, 0, '\x7c4d7b0d90e53f760ab3ceec1233e44a234a701254c33e7326791467d88dc773', '\x226122', -5808521688781806868);
INSERT INTO labdb.field_values VALUES (11, 3, 0, '\x3812922b62e0dccafe022a04306fcfaa629579f1f34e1f4bb5d12bc94d6c5c0b', '\x227838365f363422', 3192844962738915152);
INSERT INTO labdb.field_values VALUES (12, 5, 3, '\x88a570240d07fd1ed883b7b9088e175a70b2ea0dd11295678c248edcbeadea5e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (13, 7, 3, '\x434437dd2e551013d4d24b6c41396ae86c79c0f0c72279e7a16ed7aeda8b8ab3', '\x', NULL);
INSERT INTO labdb.field_values VALUES (14, 9, 3, '\xe707bb0255363ce4af4d59c8cae57baecc09390a27598e2a90f3a2bc935c9fcb', '\x', NULL);
INSERT INTO labdb.field_values VALUES (15, 11, 3, '\xc8375c97ff4de7ffd388c9d48a8dc0e8459e2d14072e4fa10a1c4c929c38ffc5', '\x', NULL);
INSERT INTO labdb.field_values VALUES (16, 13, 3, '\xbd3dd7a61e34584edd374ac1bff0d1fed24bab8ea9f8d3721613e3b98ff293f6', '\x', NULL);
INSERT INTO labdb.field_values VALUES (17, 15, 3, '\x5ef358b2b0d9ec7733f53e687094b95afcc5b53e17da785bd0019cf8c571e6ca', '\x', NULL);
INSERT INTO labdb.field_values VALUES (18, 17, 3, '\x690ba5b8a42559f61d848e997b9fb51feca1ef9c6262eff716b8c9a26b986d75', '\x', NULL);
INSERT INTO labdb.field_values VALUES (19, 19, 3, '\x19d2caac5b173e21e7f0e6a77a11038770f0fdb7fa16acf952785d051dc664f1', '\x', NULL);
INSERT INTO labdb.field_values VALUES (20, 21, 3, '\x873003201bf934ec46e1bb3e2a54d919d10faf98967f1a04d02494fc3a1d2ef7', '\x', NULL);
INSERT INTO labdb.field_values VALUES (21, 23, 3, '\xae592fea7a46588094901044267a3486fbbbb99c75f5ed7e134d8b9c90ae6fbf', '\x', NULL);
INSERT INTO labdb.field_values VALUES (22, 25, 3, '\x2d37035d29adb13da1bc43a501a5e70b302efbc109dd9ac04c47a2fe5452e173', '\x', NULL);
INSERT INTO labdb.field_values VALUES (23, 27, 3, '\xba3f41a0f9a89d07b7bfb26e3ffd82f84e55de1ebf7f06b851ff7a52be3711b1', '\x', NULL);
INSERT INTO labdb.field_values VALUES (24, 29, 3, '\x556fc67dccaa745d4770d69875bb9c9bf400d5d5b8cd753002afdcf98a111986', '\x', NULL);
INSERT INTO labdb.field_values VALUES (25, 31, 3, '\xe52a17ac92fe77c8d553d5a4e455812ec46e861a3cede692afcf958e34829c99', '\x', NULL);
INSERT INTO labdb.field_values VALUES (26, 33, 3, '\x3bd9484dd8e6405b6bd15765277196ad7dc2fd5ed6e8e88d7719891bbae17c70', '\x', NULL);
INSERT INTO labdb.field_values VALUES (27, 35, 3, '\x06d56fb8c70da36820e426d75fe7559f9e9fb85e47641c5f3f5b0b901da07681', '\x', NULL);
INSERT INTO labdb.field_values VALUES (28, 37, 0, '\x644920736d664a3f3e84c5e386d0ce6ac3685f073975cf94c7116eb0ae5cff4f', '\x2247656e75696e65496e74656c22', -5242895586790808922);
INSERT INTO labdb.field_values VALUES (29, 39, 3, '\x002e94b4eb48b47ee93a4232189f248718777687c15ab065fe939a67d7764b0b', '\x', NULL);
INSERT INTO labdb.field_values VALUES (30, 41, 3, '\x37dc91fd0191f30a93b3407653428c553d8f237ee292a9a6730b7e5480d38bf5', '\x', NULL);
INSERT INTO labdb.field_values VALUES (31, 43, 3, '\xd74d3359d0d4b9dc5e975b97cafab3f836151e3f1cedc72d673f95df5b81c331', '\x', NULL);
INSERT INTO labdb.field_values VALUES (32, 45, 3, '\x69b5608a183d02373a552a6e4c9f370659223bd6d0bc776423ec63023cccd6dd', '\x', NULL);
INSERT INTO labdb.field_values VALUES (33, 47, 3, '\xfe778ddce76bfcd0429c6536951e490f6de5b57143208228ef7874f7e3138ed0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (34, 49, 3, '\x7f197da5d8cd68ccc88bb8cd972bc41f6650b921dc19b188ef09e88da3b6759c', '\x', NULL);
INSERT INTO labdb.field_values VALUES (35, 51, 3, '\x73cb94d2a49cee7b105f95ab3e52d765d340f9faed191854e61fe6b9d7a4848f', '\x', NULL);
INSERT INTO labdb.field_values VALUES (36, 53, 3, '\x0d1acc6573cb202094301c4c5b9e77fc7184bedc26af6ab36f1a76a68adbc7f0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (37, 55, 1, '\xeee096a101451e2aceea93858c46190f60f53b589e4144405925d49baa629bdd', '\x01', NULL);
INSERT INTO labdb.field_values VALUES (38, 57, 3, '\xdf42b3e3d0da6e7d03417a7244dfdb3014c89197cf5d44d9142fc92dfdb392cd', '\x', NULL);
INSERT INTO labdb.field_values VALUES (39, 59, 3, '\x97e92208d2c6d9fd29cd3bb4133187c581a1a73ddbe13d714bba642e286ee26c', '\x', NULL);
INSERT INTO labdb.field_values VALUES (40, 61, 3, '\xfaf2e1bf68840254282596f61dcca704fe5d03e21d38b67e5e516747177264a4', '\x', NULL);
INSERT INTO labdb.field_values VALUES (41, 63, 0, '\x62c283aefc3f8aa8daf84cb27e80878c7b8ff9e2a179dce3106e5d829da39373', '\x31', NULL);
INSERT INTO labdb.field_values VALUES (42, 65, 2, '\x48b56b04b392c787c77206de284418ca3b5a0fa28a23810f93df489d12123127', '\x', NULL);
INSERT INTO labdb.field_values VALUES (43, 67, 2, '\xaba1d1cb979d12a85f46ddd7ba9667e3305c89f8cd9b2df6532487ac20ff65f2', '\x', NULL);
INSERT INTO labdb.field_values VALUES (44, 69, 2, '\xc081899e8d916fc5b587418521d702571164df1152833d0a592be941bbb7c676', '\x', NULL);
INSERT INTO labdb.field_values VALUES (45, 71, 3, '\xc4b5428853ff556849076626377363fd83b6249de93d0ffa3a1c482cb4bb9b89', '\x', NULL);
INSERT INTO labdb.field_values VALUES (46, 73, 3, '\xfc93669946fa80a1ab897d7ac9733bdc16851fd26ab997d66bae04dbba064bf5', '\x', NULL);
INSERT INTO labdb.field_values VALUES (47, 75, 3, '\x1fcee19c5ab0f65131bcac86a44d60071b5e80f7a3530313c894802d4d25d40e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (48, 77, 3, '\xd30e26ff1ddae5f236ac2ca9dadf6d0db7b0ad43eb3d24c35f62a1534df2cfbc', '\x', NULL);
INSERT INTO labdb.field_values VALUES (49, 79, 3, '\x3bce6bc051c69895045a9c3fd6714e70921ae28e8179222871584ac54a87da9c', '\x', NULL);
INSERT INTO labdb.field_values VALUES (50, 81, 3, '\x9478ff9994202188e4f40e6f7b5a4e656a54e632f0bfb103d6ce63565568c7fd', '\x', NULL);
INSERT INTO labdb.field_values VALUES (51, 83, 3, '\x140414c70aa5b98cac1c4908a92e001ce814b0a6b107419002e909ef05c0eb01', '\x', NULL);
INSERT INTO labdb.field_values VALUES (52, 85, 3, '\xbfb9bcff29424b6f4b3d0a3e54c1249df4021b83ccd74e37a112692ce887f794', '\x', NULL);
INSERT INTO labdb.field_values VALUES (53, 87, 3, '\x5d42ef64241e8ea44ce482f6e77a3b27de0169513c8b916aa6fdfe7a58b09828', '\x', NULL);
INSERT INTO labdb.field_values VALUES (54, 89, 3, '\x9307e4b0ca187939a6723638ffea132642e70dd17e96d380f8715b9688f3e105', '\x', NULL);
INSERT INTO labdb.field_values VALUES (55, 91, 3, '\xc6b391a19c1853137615f6ac02a07a781a5cdc67c3fbf57dc7abaad71e4583e0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (56, 93, 3, '\x647ff8edaf2707919684856dddca449820ad2f70d0ad7763d306e6a42471994e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (57, 95, 3, '\x0cc028cdfd5a588bcfe7ea14799446dd6a90d5e74ae986ed4ce3cd186536a22e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (58, 97, 3, '\x45b1703c1930b94d7b8d180ad8f17077439862d8f23827ecb89a07d0ef2ff463', '\x', NULL);
INSERT INTO labdb.field_values VALUES (59, 99, 3, '\xdc47cde569e8675a51606f0a0c7c224f596f885f31a1460c1e5e23734b8e6ad9', '\x', NULL);
INSERT INTO labdb.field_values VALUES (60, 101, 3, '\x9935ba2f66205db3001fa5e1f64122d9eda1007efb57d4b06e6ec54fccaca818', '\x', NULL);
INSERT INTO labdb.field_values VALUES (61, 103, 1, '\x6ee7bfc17727fa1c6cf8e8a7f5a402483e711a56b1783739de196362fa5d57e3', '\x02', NULL);
INSERT INTO labdb.field_values VALUES (62, 105, 3, '\xc608ee0c99e5f3f88de62304e9c6358b5a01e8b1d157277f19879fb1341a9e62', '\x', NULL);
INSERT INTO labdb.field_values VALUES (63, 107, 3, '\x721b0f7e040084d38b5bbf760da0c7e56aaf98fe43fa9a08f7a597034b16eb48', '\x', NULL);
INSERT INTO labdb.field_values VALUES (64, 109, 3, '\x126d7b032873fba0631f34330709367660769c5b02bee9b3c51d9c5ca46bfae8', '\x', NULL);
INSERT INTO labdb.field_values VALUES (65, 111, 1, '\x9648c4663b06d835bab18dda2c58d26ca2afa208a8a5f6f40e84bbad459ff613', '\x03', NULL);
INSERT INTO labdb.field_values VALUES (66, 113, 3, '\x49597f9efc25923f72ecac6390a9954c43cebf17365c51ad8a68027550d7841d', '\x', NULL);
INSERT INTO labdb.field_values VALUES (67, 115, 1, '\xa5d4d4f54c7c5544bffb9ef3de76dfd3426652897a6c01f3085623beecf07c1f', '\x04', NULL);
INSERT INTO labdb.field_values VALUES (68, 117, 3, '\xd156948bc27de2f3b1cff6120e5065670fe36766e330014070a5f4c408c06231', '\x', NULL);
INSERT INTO labdb.field_values VALUES (69, 119, 3, '\x19f622bc6a68f6e89250b933abda220c4db2cedbad24ca558e3af884c274c1aa', '\x', NULL);
INSERT INTO labdb.field_values VALUES (70, 121, 3, '\xe6beee232e9324810d948551a46f13a99043368dfed1885c5487f929bb3c552a', '\x', NULL);
INSERT INTO labdb.field_values VALUES (71, 123, 3, '\x31fc4ac874ff422a533ba2aac8acf875614b6c90a15b68e4d444cae9f593935e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (72, 125, 3, '\xed6348686d9ecd5da619dec9769c63240f8f0d9ee37cf876e75af3431cafe838', '\x', NULL);
INSERT INTO labdb.field_values VALUES (73, 127, 3, '\xc61ab8f40ff8ff6f6ffb0777deeb7a9bf2db231bd7784c7c772bf044a287bfb0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (74, 129, 3, '\x564aae686b9f2d9cbfff80a7b708278100b77ce8c08da06a41737e2e4ece2185', '\x', NULL);
INSERT INTO labdb.field_values VALUES (75, 131, 3, '\x266fa51a1ad3592ec86c23e9de745ab92a5ec5b556bf2a512ee10dda286b9c5d', '\x', NULL);
INSERT INTO labdb.field_values VALUES (76, 133, 3, '\x84dc954ea00fe707702a997040dc6ad619d4902f77ea5046b7a76eb6e8821eb0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (77, 135, 1, '\xc6a15cb2f47c8e8053980ee549a095738cbb6661280f96a5a2ef0a75133becf6', '\x05', NULL);
INSERT INTO labdb.field_values VALUES (78, 137, 1, '\x9c485828d898cfb1df9d660b5b671dc8599fb56ed3c3f3f5af90b3e6fb1bd726', '\x', NULL);
INSERT INTO labdb.field_values VALUES (79, 139, 1, '\xd604b4004d1772e88d92ab874f7643afcb653f9947206d43b7778aed2936176c', '\x', NULL);
INSERT INTO labdb.field_values VALUES (80, 141, 1, '\xaa29dd34b89595d4729317db6a954e0956d6bb1f8d27344171f36abde3499b9a', '\x06', NULL);
INSERT INTO labdb.field_values VALUES (81, 143, 3, '\x5c6e28c5434e31a18d85cdbe46c5f29a4eeb0970ff551685cbaf05bc73b6ff9b', '\x', NULL);
INSERT INTO labdb.field_values VALUES (82, 145, 3, '\x7e5068f0c65f5721d9a6c87d2d3b9ad9fb846206b85f0b1ac45c43b1f79f6a6b', '\x', NULL);
INSERT INTO labdb.field_values VALUES (83, 147, 3, '\xdcd612ec3665583435615d0c20dbde7d8f06402f0996b667b65c2eb61703d67e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (84, 149, 3, '\x1ed3929f96e476bada95a14c957fb4526daabb9598a1c33003a195bf49752e22', '\x', NULL);
INSERT INTO labdb.field_values VALUES (85, 151, 1, '\xa918fbc29fa28deddca2b7b38ecb92a00ff67cdd27dec5666eefd89bd3274ac6', '\x07', NULL);
INSERT INTO labdb.field_values VALUES (86, 153, 3, '\xebf1b8eca48c4f8f29ef880bbc325aac03e8106b17468d583fbf99fe5d419ed7', '\x', NULL);
INSERT INTO labdb.field_values VALUES (87, 155, 3, '\x1bc9850f8952c467332c4a8d08886d00bb844c63bd37f7f69711103ad348e0fc', '\x', NULL);
INSERT INTO labdb.field_values VALUES (88, 157, 3, '\x891b39f0dc4a2be914a7cfc16604772fd098e64f3a6755b10b91f6cfbe2ec3de', '\x', NULL);
INSERT INTO labdb.field_values VALUES (89, 159, 3, '\x23ac0b449ec1618ad3fdff98b638fc4d5576d310f62550c4d4048b14b87263dd', '\x', NULL);
INSERT INTO labdb.field_values VALUES (90, 161, 3, '\xef8de177384962166748a9353a7f3e12de188c238c71aab4fe18b91b71b741ce', '\x', NULL);
INSERT INTO labdb.field_values VALUES (91, 163, 3, '\x0e1548d988e4d3fac184f44424e47892cae8eb7d6cf01d5f589ec4bfc419883e', '\x', NULL);
INSERT INTO labdb.field_values VALUES (92, 165, 3, '\x8f9ed4c9edc7a38af784c44c2a543c704e270ddb54e8e86c9ab96eb0b6bdfae0', '\x', NULL);
INSERT INTO labdb.field_values VALUES (93, 167, 3, '\xec6a4f35508b80e4183ac706fd982d59d843c30b209ec15ffc2ba8d81ebeca7f', '\x', NULL);
INSERT INTO labdb.field_values VALUES (94, 169, 0, '\xefc2fce176a3ea03e4f2725bd5a67f947dbf43d6661685f70dc6552a63901b40', '\x224175746f6d6174656422', 1884117152671008493);
INSERT INTO labdb.field_values VALUES (95, 171, 0, '\xd9234ff5435030bcf915e2e4bbd97f847a776927b90044c22ee2f88e2a716a32', '\x224d616368696e6522', 5006609877081407118);
INSERT INTO labdb.field_values VALUES (96, 173, 3, '\x647710cd0dba0533f02059a222434fa17316a5f457179b1dbaea2de02a44eca1', '\x', NULL);
INSERT INTO labdb.field_values VALUES (97, 175, 0, '\x9ce833bdad842a87ed9d25ea48c33d1495fd83ad6adbcbeadce5f26a00e4eaa5', '\x227838365f363422', 3192844962738915152);
INSERT INTO labdb.field_values VALUES (98, 177, 0, '\x8fe12e7ad358693c408febd8c696e54e39955f5adce6d0057b5da4bb1fb090e2', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (99, 179, 0, '\xcf6dbbba5809430914567b4058be0a4312627d58cb0d75d59db98321bd7a871f', '\x7b22666c6167223a5b22766d78225d2c2276656e646f722d6e616d65223a2247656e75696e65496e74656c227d', NULL);
INSERT INTO labdb.field_values VALUES (100, 181, 3, '\xa94c8f6edec4738e8b5ad00e193353b3365648e2a1dc4227d720acdb77597f37', '\x', NULL);
INSERT INTO labdb.field_values VALUES (101, 183, 1, '\x9d3a31221228e00d23dcfc380d10f6f6d526c623b033fe658059765434b62f2d', '\x08', NULL);
INSERT INTO labdb.field_values VALUES (102, 185, 3, '\x42717e674e4c3b2e669b25a1161db82d933736f82c0cb29e3faa372e097abdb9', '\x', NULL);
INSERT INTO labdb.field_values VALUES (103, 187, 0, '\xc0333d91c5301679c245483d654029530d255e46aeee426a291ae26de79f167c', '\x226122', -5808521688781806868);
INSERT INTO labdb.field_values VALUES (104, 189, 0, '\x5b39397f4291e30c892739d43770b5a98a00e9c5b6712158ed9c6c06b206d0dc', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (105, 191, 3, '\x9891698d7c1d8e6ca289f71a9e0e6f2d6460e8973bba4d95cbdea948f7073e21', '\x', NULL);
INSERT INTO labdb.field_values VALUES (106, 193, 3, '\xa013165a0583e2787a6ecf300fe0fb4a46ae9b2df152f3d6558dc00bb86e53cd', '\x', NULL);
INSERT INTO labdb.field_values VALUES (107, 195, 0, '\xd118b817d1f3d1d98c23ddf30ea7b13a0504011f833b30e267e7a3203076f234', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (108, 197, 0, '\x5453351c8830d3f2f4b731c33567feac62f20af5c7624e67c3caa1367576a165', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (109, 199, 0, '\xa221bcaf8f6f880bcdf51420811b2448658e33a4ccad35c04f3e1dcc71dd92e7', '\x7b7d', NULL);
INSERT INTO labdb.field_values VALUES (110, 201, 3, '\x6fee8ff0830330e2b1402f2e26930191f12f2650e319eb8a5a52c958e89ef6db', '\x', NULL);
INSERT INTO labdb.field_values VALUES (111, 1, 0, '\xcc53f299de95a5161e27f8b8651a978880c732dc8542c4348255a7b27d4ddb77', '\x226222', -5808518390246922235);
INSERT INTO labdb.field_values VALUES (112, 37, 0, '\x1c53de5c220fa25ded91c92ad09cf2c822dff5534e8d34db6fd195e6b585c76e', '\x2241757468656e746963414d4422', -2213725343436941306);
INSERT INTO labdb.field_values VALUES (113, 55, 1, '\x84493e82d93b33a3564b246c0c6d8ef931e6264086f61e9ef7e8717259d2601a', '\x', NULL);
INSERT INTO labdb.field_values VALUES (114, 63, 3, '\xf1307c82389886935b45c5f2b6d298d19f99017393fb603edc3a79c59d422252', '\x', NULL);
INSERT INTO labdb.field_values VALUES (115, 65, 3, '\x89c08e5cea669bb6810eca444c56cc28744b4f3dd32fab9867b859716666baa9', '\x', NULL);
INSERT INTO labdb.field_values VALUES (116, 67, 3, '\x354f01555a77db9b0a875465300bfb53c9bb6ec1b0a6a979ed9af32ff7d75883', '\x', NULL);
INSERT INTO labdb.field_values VALUES (117, 69, 3, '\xf8245d120c587699bf9c2aaf19b26349ba2beb20824090484977369b2bbbb0a6', '\x', NULL);
INSERT INTO labdb.field_values VALUES (118, 103, 3, '\x2bfa3c54b28e9bda9f51b9305d53c45843937d3303993b1213a7335631e29caf', '\x', NULL);
INSERT INTO labdb.field_values VALUES (119, 111, 1, '\xe37a30127ea8100176ab2b99e77e31b7b9684cf14a68762a14722f4781ed186c', '\x', NULL);
INSERT INTO labdb.field_values VALUES (120, 115, 1, '\xaa04e30d0c1e9d71982c1821e28105a178e57d6ac8f2051161c86ba3dcdbeff1', '\x09', NULL);
INSERT INTO labdb.field_values VALUES (121, 137, 3, '\x88cf69cc528ce2961fb3b47deeb55700f561f79ec13804b605d09a1391e375e3', '\x', NULL);
INSERT INTO labdb.field_values VALUES (122, 139, 3, '\x13a6f22f833bc5f079d0f51325cc2dcd15111548a2eead2d269e8550b2e089cc', '\x', NULL);
INSERT INTO labdb.field_values VALUES (123, 141, 3, '\xbd78ab7ec51047048b20fc293e9fa1de37203d77ad78224cf75cb8d4387e19d6', '\x', NULL);
INSERT INTO labdb.field_values VALUES (124, 179, 0, '\x5d1a0744b6baefadaf29a3f64eba3e6930e4ecc650b47658eacb3847fbc11af4', '\x7b22666c6167223a5b5d2c2276656e646f722d6e616d65223a2241757468656e746963414d44227d', NULL);
INSERT INTO labdb.field_values VALUES (125, 183, 3, '\xe1ed21e7d99d41235ad4036f58f9c8182e55e55dfcdd56e253991a05be3c3faa', '\x', NULL);
INSERT INTO labdb.field_values VALUES (126, 187, 0, '\xade19fc90072d0b5af7f356ac4bb15db69b8ba611ffb98bd5daaac36d2726367', '\x226222', -5808518390246922235);



INSERT INTO labdb.fields VALUES (1, 'key:HOSTNAME');
INSERT INTO labdb.fields VALUES (2, 'key:HOSTNAME[]');
INSERT INTO labdb.fields VALUES (3, 'key:ARCH');
INSERT INTO labdb.fields VALUES (4, 'key:ARCH[]');
INSERT INTO labdb.fields VALUES (5, 'key:VENDOR');
INSERT INTO labdb.fields VALUES (6, 'key:VENDOR[]');
INSERT INTO labdb.fields VALUES (7, 'key:MODEL');
INSERT INTO labdb.fields VALUES (8, 'key:MODEL[]');
INSERT INTO labdb.fields VALUES (9, 'key:SERIAL');
INSERT INTO labdb.fields VALUES (10, 'key:SERIAL[]');
INSERT INTO labdb.fields VALUES (11, 'key:FORMFACTOR');
INSERT INTO labdb.fields VALUES (12, 'key:FORMFACTOR[]');
INSERT INTO labdb.fields VALUES (13, 'key:BIOS_VENDOR');
INSERT INTO labdb.fields VALUES (14, 'key:BIOS_VENDOR[]');
INSERT INTO labdb.fields VALUES (15, 'key:BIOS_VERSION');
INSERT INTO labdb.fields VALUES (16, 'key:BIOS_VERSION[]');
INSERT INTO labdb.fields VALUES (17, 'key:BIOS_DATE');
INSERT INTO labdb.fields VALUES (18, 'key:BIOS_DATE[]');
INSERT INTO labdb.fields VALUES (19, 'key:FIRMWARE');
INSERT INTO labdb.fields VALUES (20, 'key:FIRMWARE[]');
INSERT INTO labdb.fields VALUES (21, 'key:SECUREBOOT');
INSERT INTO labdb.fields VALUES (22, 'key:SECUREBOOT[]');
INSERT INTO labdb.fields VALUES (23, 'key:TPM');
INSERT INTO labdb.fields VALUES (24, 'key:TPM[]');
INSERT INTO labdb.fields VALUES (25, 'key:KERNEL');
INSERT INTO labdb.fields VALUES (26, 'key:KERNEL[]');
INSERT INTO labdb.fields VALUES (27, 'key:CMDLINE');
INSERT INTO labdb.fields VALUES (28, 'key:CMDLINE[]');
INSERT INTO labdb.fields VALUES (29, 'key:LOCKDOWN');
INSERT INTO labdb.fields VALUES (30, 'key:LOCKDOWN[]');
INSERT INTO labdb.fields VALUES (31, 'key:MODULE');
INSERT INTO labdb.fields VALUES (32, 'key:MODULE[]');
INSERT INTO labdb.fields VALUES (33, 'key:HYPERVISOR');
INSERT INTO labdb.fields VALUES (34, 'key:HYPERVISOR[]');
INSERT INTO labdb.fields VALUES (35, 'key:CONTAINER');
INSERT INTO labdb.fields VALUES (36, 'key:CONTAINER[]');
INSERT INTO labdb.fields VALUES (37, 'key:CPUVENDOR');
INSERT INTO labdb.fields VALUES (38, 'key:CPUVENDOR[]');
INSERT INTO labdb.fields VALUES (39, 'key:CPUMODEL');
INSERT INTO labdb.fields VALUES (40, 'key:CPUMODEL[]');
INSERT INTO labdb.fields VALUES (41, 'key:CPUFAMILY');
INSERT INTO labdb.fields VALUES (42, 'key:CPUFAMILY[]');
INSERT INTO labdb.fields VALUES (43, 'key:CPUMODELNUMBER');
INSERT INTO labdb.fields VALUES (44, 'key:CPUMODELNUMBER[]');
INSERT INTO labdb.fields VALUES (45, 'key:CPUSTEPPING');
INSERT INTO labdb.fields VALUES (46, 'key:CPUSTEPPING[]');
INSERT INTO labdb.fields VALUES (47, 'key:PROCESSORS');
INSERT INTO labdb.fields VALUES (48, 'key:PROCESSORS[]');
INSERT INTO labdb.fields VALUES (49, 'key:CPU_SOCKETS');
INSERT INTO labdb.fields VALUES (50, 'key:CPU_SOCKETS[]');
INSERT INTO labdb.fields VALUES (51, 'key:CPU_CORES');
INSERT INTO labdb.fields VALUES (52, 'key:CPU_CORES[]');
INSERT INTO labdb.fields VALUES (53, 'key:CPU_THREADS');
INSERT INTO labdb.fields VALUES (54, 'key:CPU_THREADS[]');
INSERT INTO labdb.fields VALUES (55, 'key:CPUFLAGS');
INSERT INTO labdb.fields VALUES (56, 'key:CPUFLAGS[]');
INSERT INTO labdb.fields VALUES (57, 'key:HVM');
INSERT INTO labdb.fields VALUES (58, 'key:HVM[]');
INSERT INTO labdb.fields VALUES (59, 'key:MEMORY');
INSERT INTO labdb.fields VALUES (60, 'key:MEMORY[]');
INSERT INTO labdb.fields VALUES (61, 'key:NUMA_NODES');
INSERT INTO labdb.fields VALUES (62, 'key:NUMA_NODES[]');
INSERT INTO labdb.fields VALUES (63, 'key:NR_DISKS');
INSERT INTO labdb.fields VALUES (64, 'key:NR_DISKS[]');
INSERT INTO labdb.fields VALUES (65, 'key:DISK');
INSERT INTO labdb.fields VALUES (66, 'key:DISK[]');
INSERT INTO labdb.fields VALUES (67, 'key:DISKSPACE');
INSERT INTO labdb.fields VALUES (68, 'key:DISKSPACE[]');
INSERT INTO labdb.fields VALUES (69, 'key:DISK_CONTROLLER');
INSERT INTO labdb.fields VALUES (70, 'key:DISK_CONTROLLER[]');
INSERT INTO labdb.fields VALUES (71, 'key:NR_ETH');
INSERT INTO labdb.fields VALUES (72, 'key:NR_ETH[]');
INSERT INTO labdb.fields VALUES (73, 'key:NR_IB');
INSERT INTO labdb.fields VALUES (74, 'key:NR_IB[]');
INSERT INTO labdb.fields VALUES (75, 'key:PCIID');
INSERT INTO labdb.fields VALUES (76, 'key:PCIID[]');
INSERT INTO labdb.fields VALUES (77, 'key:USBID');
INSERT INTO labdb.fields VALUES (78, 'key:USBID[]');
INSERT INTO labdb.fields VALUES (79, 'key:VIRT_IOMMU');
INSERT INTO labdb.fields VALUES (80, 'key:VIRT_IOMMU[]');
INSERT INTO labdb.fields VALUES (81, 'key:IOMMU_STATE');
INSERT INTO labdb.fields VALUES (82, 'key:IOMMU_STATE[]');
INSERT INTO labdb.fields VALUES (83, 'key:IOMMU_REASON');
INSERT INTO labdb.fields VALUES (84, 'key:IOMMU_REASON[]');
INSERT INTO labdb.fields VALUES (85, 'key:IOMMU_FAMILY');
INSERT INTO labdb.fields VALUES (86, 'key:IOMMU_FAMILY[]');
INSERT INTO labdb.fields VALUES (87, 'key:IOMMU_TABLE');
INSERT INTO labdb.fields VALUES (88, 'key:IOMMU_TABLE[]');
INSERT INTO labdb.fields VALUES (89, 'key:IOMMU_UNITS');
INSERT INTO labdb.fields VALUES (90, 'key:IOMMU_UNITS[]');
INSERT INTO labdb.fields VALUES (91, 'key:IOMMU_GROUPS');
INSERT INTO labdb.fields VALUES (92, 'key:IOMMU_GROUPS[]');
INSERT INTO labdb.fields VALUES (93, 'key:IOMMU_INTREMAP');
INSERT INTO labdb.fields VALUES (94, 'key:IOMMU_INTREMAP[]');
INSERT INTO labdb.fields VALUES (95, 'beaker:key.CPUFAMILY');
INSERT INTO labdb.fields VALUES (96, 'beaker:key.CPUFAMILY[]');
INSERT INTO labdb.fields VALUES (97, 'beaker:key.CPUMODELNUMBER');
INSERT INTO labdb.fields VALUES (98, 'beaker:key.CPUMODELNUMBER[]');
INSERT INTO labdb.fields VALUES (99, 'beaker:key.DISK');
INSERT INTO labdb.fields VALUES (100, 'beaker:key.DISK[]');
INSERT INTO labdb.fields VALUES (101, 'beaker:key.DISKSPACE');
INSERT INTO labdb.fields VALUES (102, 'beaker:key.DISKSPACE[]');
INSERT INTO labdb.fields VALUES (103, 'beaker:key.NR_DISKS');
INSERT INTO labdb.fields VALUES (104, 'beaker:key.NR_DISKS[]');
INSERT INTO labdb.fields VALUES (105, 'beaker:key.NR_ETH');
INSERT INTO labdb.fields VALUES (106, 'beaker:key.NR_ETH[]');
INSERT INTO labdb.fields VALUES (107, 'beaker:key.NR_IB');
INSERT INTO labdb.fields VALUES (108, 'beaker:key.NR_IB[]');
INSERT INTO labdb.fields VALUES (109, 'beaker:key.PROCESSORS');
INSERT INTO labdb.fields VALUES (110, 'beaker:key.PROCESSORS[]');
INSERT INTO labdb.fields VALUES (111, 'beaker:key.CPUFLAGS');
INSERT INTO labdb.fields VALUES (112, 'beaker:key.CPUFLAGS[]');
INSERT INTO labdb.fields VALUES (113, 'beaker:key.CPUMODEL');
INSERT INTO labdb.fields VALUES (114, 'beaker:key.CPUMODEL[]');
INSERT INTO labdb.fields VALUES (115, 'beaker:key.CPUVENDOR');
INSERT INTO labdb.fields VALUES (116, 'beaker:key.CPUVENDOR[]');
INSERT INTO labdb.fields VALUES (117, 'beaker:key.FORMFACTOR');
INSERT INTO labdb.fields VALUES (118, 'beaker:key.FORMFACTOR[]');
INSERT INTO labdb.fields VALUES (119, 'beaker:key.HVM');
INSERT INTO labdb.fields VALUES (120, 'beaker:key.HVM[]');
INSERT INTO labdb.fields VALUES (121, 'beaker:key.MODEL');
INSERT INTO labdb.fields VALUES (122, 'beaker:key.MODEL[]');
INSERT INTO labdb.fields VALUES (123, 'beaker:key.MODULE');
INSERT INTO labdb.fields VALUES (124, 'beaker:key.MODULE[]');
INSERT INTO labdb.fields VALUES (125, 'beaker:key.NETBOOT_METHOD');
INSERT INTO labdb.fields VALUES (126, 'beaker:key.NETBOOT_METHOD[]');
INSERT INTO labdb.fields VALUES (127, 'beaker:key.NETWORK');
INSERT INTO labdb.fields VALUES (128, 'beaker:key.NETWORK[]');
INSERT INTO labdb.fields VALUES (129, 'beaker:key.PCIID');
INSERT INTO labdb.fields VALUES (130, 'beaker:key.PCIID[]');
INSERT INTO labdb.fields VALUES (131, 'beaker:key.USBID');
INSERT INTO labdb.fields VALUES (132, 'beaker:key.USBID[]');
INSERT INTO labdb.fields VALUES (133, 'beaker:key.VENDOR');
INSERT INTO labdb.fields VALUES (134, 'beaker:key.VENDOR[]');
INSERT INTO labdb.fields VALUES (135, 'beaker:key.ARCH');
INSERT INTO labdb.fields VALUES (136, 'beaker:key.ARCH[]');
INSERT INTO labdb.fields VALUES (137, 'beaker:key.BOOTDISK');
INSERT INTO labdb.fields VALUES (138, 'beaker:key.BOOTDISK[]');
INSERT INTO labdb.fields VALUES (139, 'beaker:key.DISK_CONTROLLER');
INSERT INTO labdb.fields VALUES (140, 'beaker:key.DISK_CONTROLLER[]');
INSERT INTO labdb.fields VALUES (141, 'beaker:key.DISK_MULTIPATH');
INSERT INTO labdb.fields VALUES (142, 'beaker:key.DISK_MULTIPATH[]');
INSERT INTO labdb.fields VALUES (143, 'beaker:key.TPM');
INSERT INTO labdb.fields VALUES (144, 'beaker:key.TPM[]');
INSERT INTO labdb.fields VALUES (145, 'beaker:key.VIRT_IOMMU');
INSERT INTO labdb.fields VALUES (146, 'beaker:key.VIRT_IOMMU[]');
INSERT INTO labdb.fields VALUES (147, 'beaker:key.ZCRYPT_MODE');
INSERT INTO labdb.fields VALUES (148, 'beaker:key.ZCRYPT_MODE[]');
INSERT INTO labdb.fields VALUES (149, 'beaker:key.ZCRYPT_MODEL');
INSERT INTO labdb.fields VALUES (150, 'beaker:key.ZCRYPT_MODEL[]');
INSERT INTO labdb.fields VALUES (151, 'beaker:arch');
INSERT INTO labdb.fields VALUES (152, 'beaker:arch[]');
INSERT INTO labdb.fields VALUES (153, 'beaker:cpu');
INSERT INTO labdb.fields VALUES (154, 'beaker:cpu[]');
INSERT INTO labdb.fields VALUES (155, 'beaker:device');
INSERT INTO labdb.fields VALUES (156, 'beaker:device[]');
INSERT INTO labdb.fields VALUES (157, 'beaker:disk');
INSERT INTO labdb.fields VALUES (158, 'beaker:disk[]');
INSERT INTO labdb.fields VALUES (159, 'beaker:fqdn');
INSERT INTO labdb.fields VALUES (160, 'beaker:fqdn[]');
INSERT INTO labdb.fields VALUES (161, 'beaker:hypervisor');
INSERT INTO labdb.fields VALUES (162, 'beaker:hypervisor[]');
INSERT INTO labdb.fields VALUES (163, 'beaker:memory');
INSERT INTO labdb.fields VALUES (164, 'beaker:memory[]');
INSERT INTO labdb.fields VALUES (165, 'beaker:model');
INSERT INTO labdb.fields VALUES (166, 'beaker:model[]');
INSERT INTO labdb.fields VALUES (167, 'beaker:numa');
INSERT INTO labdb.fields VALUES (168, 'beaker:numa[]');
INSERT INTO labdb.fields VALUES (169, 'beaker:status');
INSERT INTO labdb.fields VALUES (170, 'beaker:status[]');
INSERT INTO labdb.fields VALUES (171, 'beaker:type');
INSERT INTO labdb.fields VALUES (172, 'beaker:type[]');
INSERT INTO labdb.fields VALUES (173, 'beaker:vendor');
INSERT INTO labdb.fields VALUES (174, 'beaker:vendor[]');
INSERT INTO labdb.fields VALUES (175, 'tmt:arch');
INSERT INTO labdb.fields VALUES (176, 'tmt:arch[]');
INSERT INTO labdb.fields VALUES (177, 'tmt:boot');
INSERT INTO labdb.fields VALUES (178, 'tmt:boot[]');
INSERT INTO labdb.fields VALUES (179, 'tmt:cpu');
INSERT INTO labdb.fields VALUES (180, 'tmt:cpu[]');
INSERT INTO labdb.fields VALUES (181, 'tmt:device');
INSERT INTO labdb.fields VALUES (182, 'tmt:device[]');
INSERT INTO labdb.fields VALUES (183, 'tmt:disk');
INSERT INTO labdb.fields VALUES (184, 'tmt:disk[]');
INSERT INTO labdb.fields VALUES (185, 'tmt:gpu');
INSERT INTO labdb.fields VALUES (186, 'tmt:gpu[]');
INSERT INTO labdb.fields VALUES (187, 'tmt:hostname');
INSERT INTO labdb.fields VALUES (188, 'tmt:hostname[]');
INSERT INTO labdb.fields VALUES (189, 'tmt:iommu');
INSERT INTO labdb.fields VALUES (190, 'tmt:iommu[]');
INSERT INTO labdb.fields VALUES (191, 'tmt:memory');
INSERT INTO labdb.fields VALUES (192, 'tmt:memory[]');
INSERT INTO labdb.fields VALUES (193, 'tmt:network');
INSERT INTO labdb.fields VALUES (194, 'tmt:network[]');
INSERT INTO labdb.fields VALUES (195, 'tmt:system');
INSERT INTO labdb.fields VALUES (196, 'tmt:system[]');
INSERT INTO labdb.fields VALUES (197, 'tmt:tpm');
INSERT INTO labdb.fields VALUES (198, 'tmt:tpm[]');
INSERT INTO labdb.fields VALUES (199, 'tmt:virtualization');
INSERT INTO labdb.fields VALUES (200, 'tmt:virtualization[]');
INSERT INTO labdb.fields VALUES (201, 'tmt:zcrypt');
INSERT INTO labdb.fields VALUES (202, 'tmt:zcrypt[]');



INSERT INTO labdb.hosts VALUES (1, 'a', 3, 1767225603, 2, 3, 3);
INSERT INTO labdb.hosts VALUES (2, 'b', 2, 1767225602, 1, 2, 2);



INSERT INTO labdb.layouts VALUES (1, '\xe7f2a3787edd4188ea1165f2362442beec0ee00f5d24cc37cb590d06a8516af7', 'labscan/1', 'cpu
scan
schema
system');
INSERT INTO labdb.layouts VALUES (2, '\xd90b15698c665d3f4b6829cf107110bbe6854740908e46528cdf12424acef1b0', 'labscan/1', 'cpu
disks
scan
schema
system');



INSERT INTO labdb.numbers VALUES ('hosts', 2);
INSERT INTO labdb.numbers VALUES ('scans', 3);
INSERT INTO labdb.numbers VALUES ('layouts', 2);
INSERT INTO labdb.numbers VALUES ('bodies', 3);
INSERT INTO labdb.numbers VALUES ('sections', 7);
INSERT INTO labdb.numbers VALUES ('fields', 202);
INSERT INTO labdb.numbers VALUES ('field_values', 126);



INSERT INTO labdb.postings VALUES (10, 0, '\x01');
INSERT INTO labdb.postings VALUES (11, 0, '\x0100');
INSERT INTO labdb.postings VALUES (12, 0, '\x0100');
INSERT INTO labdb.postings VALUES (13, 0, '\x0100');
INSERT INTO labdb.postings VALUES (14, 0, '\x0100');
INSERT INTO labdb.postings VALUES (15, 0, '\x0100');
INSERT INTO labdb.postings VALUES (16, 0, '\x0100');
INSERT INTO labdb.postings VALUES (17, 0, '\x0100');
INSERT INTO labdb.postings VALUES (18, 0, '\x0100');
INSERT INTO labdb.postings VALUES (19, 0, '\x0100');
INSERT INTO labdb.postings VALUES (20, 0, '\x0100');
INSERT INTO labdb.postings VALUES (21, 0, '\x0100');
INSERT INTO labdb.postings VALUES (22, 0, '\x0100');
INSERT INTO labdb.postings VALUES (23, 0, '\x0100');
INSERT INTO labdb.postings VALUES (24, 0, '\x0100');
INSERT INTO labdb.postings VALUES (25, 0, '\x0100');
INSERT INTO labdb.postings VALUES (26, 0, '\x0100');
INSERT INTO labdb.postings VALUES (27, 0, '\x0100');
INSERT INTO labdb.postings VALUES (28, 0, '\x01');
INSERT INTO labdb.postings VALUES (29, 0, '\x0100');
INSERT INTO labdb.postings VALUES (30, 0, '\x0100');
INSERT INTO labdb.postings VALUES (31, 0, '\x0100');
INSERT INTO labdb.postings VALUES (32, 0, '\x0100');
INSERT INTO labdb.postings VALUES (33, 0, '\x0100');
INSERT INTO labdb.postings VALUES (34, 0, '\x0100');
INSERT INTO labdb.postings VALUES (35, 0, '\x0100');
INSERT INTO labdb.postings VALUES (36, 0, '\x0100');
INSERT INTO labdb.postings VALUES (37, 0, '\x01');
INSERT INTO labdb.postings VALUES (38, 0, '\x0100');
INSERT INTO labdb.postings VALUES (39, 0, '\x0100');
INSERT INTO labdb.postings VALUES (40, 0, '\x0100');
INSERT INTO labdb.postings VALUES (41, 0, '\x01');
INSERT INTO labdb.postings VALUES (42, 0, '\x01');
INSERT INTO labdb.postings VALUES (43, 0, '\x01');
INSERT INTO labdb.postings VALUES (44, 0, '\x01');
INSERT INTO labdb.postings VALUES (45, 0, '\x0100');
INSERT INTO labdb.postings VALUES (46, 0, '\x0100');
INSERT INTO labdb.postings VALUES (47, 0, '\x0100');
INSERT INTO labdb.postings VALUES (48, 0, '\x0100');
INSERT INTO labdb.postings VALUES (49, 0, '\x0100');
INSERT INTO labdb.postings VALUES (50, 0, '\x0100');
INSERT INTO labdb.postings VALUES (51, 0, '\x0100');
INSERT INTO labdb.postings VALUES (52, 0, '\x0100');
INSERT INTO labdb.postings VALUES (53, 0, '\x0100');
INSERT INTO labdb.postings VALUES (54, 0, '\x0100');
INSERT INTO labdb.postings VALUES (55, 0, '\x0100');
INSERT INTO labdb.postings VALUES (56, 0, '\x0100');
INSERT INTO labdb.postings VALUES (57, 0, '\x0100');
INSERT INTO labdb.postings VALUES (58, 0, '\x0100');
INSERT INTO labdb.postings VALUES (59, 0, '\x0100');
INSERT INTO labdb.postings VALUES (60, 0, '\x0100');
INSERT INTO labdb.postings VALUES (61, 0, '\x01');
INSERT INTO labdb.postings VALUES (62, 0, '\x0100');
INSERT INTO labdb.postings VALUES (63, 0, '\x0100');
INSERT INTO labdb.postings VALUES (64, 0, '\x0100');
INSERT INTO labdb.postings VALUES (65, 0, '\x01');
INSERT INTO labdb.postings VALUES (66, 0, '\x0100');
INSERT INTO labdb.postings VALUES (67, 0, '\x01');
INSERT INTO labdb.postings VALUES (68, 0, '\x0100');
INSERT INTO labdb.postings VALUES (69, 0, '\x0100');
INSERT INTO labdb.postings VALUES (70, 0, '\x0100');
INSERT INTO labdb.postings VALUES (71, 0, '\x0100');
INSERT INTO labdb.postings VALUES (72, 0, '\x0100');
INSERT INTO labdb.postings VALUES (73, 0, '\x0100');
INSERT INTO labdb.postings VALUES (74, 0, '\x0100');
INSERT INTO labdb.postings VALUES (75, 0, '\x0100');
INSERT INTO labdb.postings VALUES (76, 0, '\x0100');
INSERT INTO labdb.postings VALUES (77, 0, '\x0100');
INSERT INTO labdb.postings VALUES (78, 0, '\x01');
INSERT INTO labdb.postings VALUES (79, 0, '\x01');
INSERT INTO labdb.postings VALUES (80, 0, '\x01');
INSERT INTO labdb.postings VALUES (81, 0, '\x0100');
INSERT INTO labdb.postings VALUES (82, 0, '\x0100');
INSERT INTO labdb.postings VALUES (83, 0, '\x0100');
INSERT INTO labdb.postings VALUES (84, 0, '\x0100');
INSERT INTO labdb.postings VALUES (85, 0, '\x0100');
INSERT INTO labdb.postings VALUES (86, 0, '\x0100');
INSERT INTO labdb.postings VALUES (87, 0, '\x0100');
INSERT INTO labdb.postings VALUES (88, 0, '\x0100');
INSERT INTO labdb.postings VALUES (89, 0, '\x0100');
INSERT INTO labdb.postings VALUES (90, 0, '\x0100');
INSERT INTO labdb.postings VALUES (91, 0, '\x0100');
INSERT INTO labdb.postings VALUES (92, 0, '\x0100');
INSERT INTO labdb.postings VALUES (93, 0, '\x0100');
INSERT INTO labdb.postings VALUES (94, 0, '\x0100');
INSERT INTO labdb.postings VALUES (95, 0, '\x0100');
INSERT INTO labdb.postings VALUES (96, 0, '\x0100');
INSERT INTO labdb.postings VALUES (97, 0, '\x0100');
INSERT INTO labdb.postings VALUES (98, 0, '\x0100');
INSERT INTO labdb.postings VALUES (99, 0, '\x01');
INSERT INTO labdb.postings VALUES (100, 0, '\x0100');
INSERT INTO labdb.postings VALUES (101, 0, '\x01');
INSERT INTO labdb.postings VALUES (102, 0, '\x0100');
INSERT INTO labdb.postings VALUES (103, 0, '\x01');
INSERT INTO labdb.postings VALUES (104, 0, '\x0100');
INSERT INTO labdb.postings VALUES (105, 0, '\x0100');
INSERT INTO labdb.postings VALUES (106, 0, '\x0100');
INSERT INTO labdb.postings VALUES (107, 0, '\x0100');
INSERT INTO labdb.postings VALUES (108, 0, '\x0100');
INSERT INTO labdb.postings VALUES (109, 0, '\x0100');
INSERT INTO labdb.postings VALUES (110, 0, '\x0100');
INSERT INTO labdb.postings VALUES (111, 0, '\x02');
INSERT INTO labdb.postings VALUES (112, 0, '\x02');
INSERT INTO labdb.postings VALUES (113, 0, '\x02');
INSERT INTO labdb.postings VALUES (114, 0, '\x02');
INSERT INTO labdb.postings VALUES (115, 0, '\x02');
INSERT INTO labdb.postings VALUES (116, 0, '\x02');
INSERT INTO labdb.postings VALUES (117, 0, '\x02');
INSERT INTO labdb.postings VALUES (118, 0, '\x02');
INSERT INTO labdb.postings VALUES (119, 0, '\x02');
INSERT INTO labdb.postings VALUES (120, 0, '\x02');
INSERT INTO labdb.postings VALUES (121, 0, '\x02');
INSERT INTO labdb.postings VALUES (122, 0, '\x02');
INSERT INTO labdb.postings VALUES (123, 0, '\x02');
INSERT INTO labdb.postings VALUES (124, 0, '\x02');
INSERT INTO labdb.postings VALUES (125, 0, '\x02');
INSERT INTO labdb.postings VALUES (126, 0, '\x02');



INSERT INTO labdb.scans VALUES (1, '\x00000000000040008000000000000001', 1, 1767225601, 1, NULL, '{"duration_us":1,"id":"00000000-0000-4000-8000-000000000001","root":"/","time":"2026-01-01T00:00:01Z","version":"0.1.0"}');
INSERT INTO labdb.scans VALUES (2, '\x00000000000040008000000000000002', 2, 1767225602, 2, NULL, '{"duration_us":1,"id":"00000000-0000-4000-8000-000000000002","root":"/","time":"2026-01-01T00:00:02Z","version":"0.1.0"}');
INSERT INTO labdb.scans VALUES (3, '\x00000000000040008000000000000003', 1, 1767225603, 3, NULL, '{"duration_us":1,"id":"00000000-0000-4000-8000-000000000003","root":"/","time":"2026-01-01T00:00:03Z","version":"0.1.0"}');



INSERT INTO labdb.sections VALUES (1, '\x9a680de679acb9e23d2dd977a1a160e3b97e8f9f66883be4bd2cf1616c96c790', '\x7b22666c616773223a5b22766d78222c22737365225d2c2276656e646f72223a2247656e75696e65496e74656c227d');
INSERT INTO labdb.sections VALUES (2, '\xb08cf9fa8e759c3d54dec3786ee5f7c0a11359190915dafb1678b5d1167947d2', '\x226c61627363616e2f3122');
INSERT INTO labdb.sections VALUES (3, '\xaaa3c9ef6e1d43f0c3e4bfc43363183ff006459b6a0b9abfc870f3fbe76233ae', '\x7b22686f73746e616d65223a2261222c226d616368696e65223a227838365f3634227d');
INSERT INTO labdb.sections VALUES (4, '\x24da276324d51e11bd06b9b06e0c2e4a6070387f262d8aa4c8623749685b1026', '\x7b22666c616773223a5b5d2c2276656e646f72223a2241757468656e746963414d44227d');
INSERT INTO labdb.sections VALUES (5, '\x75767dcaa0e8efba574993cf61fed53269b558b9e0ebbc64c798a4d40b57e607', '\x7b22686f73746e616d65223a2262222c226d616368696e65223a227838365f3634227d');
INSERT INTO labdb.sections VALUES (6, '\xb8cc4fb6d134b5326c7a9f09bec536866da94c464018b9154725aa175f31e27a', '\x7b22666c616773223a5b22766d78225d2c2276656e646f72223a2247656e75696e65496e74656c227d');
INSERT INTO labdb.sections VALUES (7, '\xcc8c55e0c2c4f5fe8203c645225230b120d8112b6f040ae95542023f3be706bb', '\x5b7b226e616d65223a22736461227d5d');



INSERT INTO labdb.settings VALUES ('version', '3');
INSERT INTO labdb.settings VALUES ('index_building', '12430332397930469384');
INSERT INTO labdb.settings VALUES ('generation', '1');
INSERT INTO labdb.settings VALUES ('index', '12430332397930469384');



ALTER TABLE ONLY labdb.bodies
    ADD CONSTRAINT bodies_hash_key UNIQUE (hash);



ALTER TABLE ONLY labdb.bodies
    ADD CONSTRAINT bodies_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.captures
    ADD CONSTRAINT captures_hash_key UNIQUE (hash);



ALTER TABLE ONLY labdb.captures
    ADD CONSTRAINT captures_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (host);



ALTER TABLE ONLY labdb.field_values
    ADD CONSTRAINT field_values_hash_key UNIQUE (hash);



ALTER TABLE ONLY labdb.field_values
    ADD CONSTRAINT field_values_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.fields
    ADD CONSTRAINT fields_name_key UNIQUE (name);



ALTER TABLE ONLY labdb.fields
    ADD CONSTRAINT fields_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.hosts
    ADD CONSTRAINT hosts_name_key UNIQUE (name);



ALTER TABLE ONLY labdb.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.layouts
    ADD CONSTRAINT layouts_hash_key UNIQUE (hash);



ALTER TABLE ONLY labdb.layouts
    ADD CONSTRAINT layouts_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.numbers
    ADD CONSTRAINT numbers_pkey PRIMARY KEY (name);



ALTER TABLE ONLY labdb.postings
    ADD CONSTRAINT postings_pkey PRIMARY KEY (value, chunk);



ALTER TABLE ONLY labdb.scans
    ADD CONSTRAINT scans_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.scans
    ADD CONSTRAINT scans_uuid_key UNIQUE (uuid);



ALTER TABLE ONLY labdb.sections
    ADD CONSTRAINT sections_hash_key UNIQUE (hash);



ALTER TABLE ONLY labdb.sections
    ADD CONSTRAINT sections_pkey PRIMARY KEY (id);



ALTER TABLE ONLY labdb.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);



CREATE INDEX hosts_not_indexed ON labdb.hosts USING btree (id) WHERE (body <> indexed);



CREATE INDEX scans_of_host ON labdb.scans USING btree (host, "time");



CREATE INDEX values_of_field ON labdb.field_values USING btree (field, text_key);




