CREATE TABLE orders (order_id INT PRIMARY KEY);
